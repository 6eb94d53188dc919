/// The nearest of some words, for a did-you-mean.
public func nearest(to word: String, among words: [String]) -> String? {
    let scored = words.map { (word: $0, distance: editDistance(word.lowercased(), $0)) }
    guard let best = scored.min(by: { $0.distance < $1.distance }), best.distance <= max(2, word.count / 3) else {
        return words.first { $0.hasPrefix(word.lowercased()) && !word.isEmpty }
    }
    return best.word
}

/// Levenshtein's distance in characters; words are cut to 64.
private func editDistance(_ a: String, _ b: String) -> Int {
    let a = Array(a.prefix(64)), b = Array(b.prefix(64))
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, y) in b.enumerated() {
            let cost = diagonal + (x == y ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(cost, row[j + 1] + 1, row[j] + 1)
        }
    }
    return row[b.count]
}
