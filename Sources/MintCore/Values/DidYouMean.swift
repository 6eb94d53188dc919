/// The nearest of some words, for a did-you-mean.
public func nearest(to word: String, among words: [String]) -> String? {
    let scored = words.map { (word: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
    guard let best = scored.min(by: { $0.distance < $1.distance }), isNear(word, best.word, best.distance) else {
        return words.first { $0.hasPrefix(word.lowercased()) && !word.isEmpty }
    }
    return best.word
}

/// Of two or three letters one may be wrong, or two may have changed places: with two wrong ones any short word would do.
private func isNear(_ word: String, _ other: String, _ distance: Int) -> Bool {
    guard word.count < 4 else { return distance <= max(2, word.count / 3) }
    return distance < min(2, word.count) || word.lowercased().sorted() == other.lowercased().sorted()
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
