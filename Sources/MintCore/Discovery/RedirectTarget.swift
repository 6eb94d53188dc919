extension HTTPURL {
    /// Where a `Location` points (RFC 9110 §10.2.2, RFC 3986 §5.2): absolute, `//host`, `/path`, `path` or `?query`. Its
    /// fragment is dropped.
    ///
    /// - Returns: `nil` for an empty one, and for anything that is no http(s) URL in the end.
    func resolving(_ reference: String) -> HTTPURL? {
        let text = reference.prefix { $0 != "#" }
        if text.hasScheme { return HTTPURL(String(text)) }
        if text.hasPrefix("//") { return HTTPURL("\(scheme):\(text)") }
        let target = text.prefix { $0 != "?" }
        let query = text.dropFirst(target.count)
        if target.isEmpty { return query.isEmpty ? nil : HTTPURL(origin + path + query) }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "/"
        let merged = target.hasPrefix("/") ? String(target) : folder + target
        return HTTPURL(origin + merged.withoutDotSegments + query)
    }
}

extension StringProtocol {
    /// Whether it starts with a scheme (RFC 3986 §3.1), `javascript:` as much as `https:`.
    fileprivate var hasScheme: Bool {
        guard let colon = firstIndex(where: { ":/?".contains($0) }), self[colon] == ":" else { return false }
        return self[..<colon].first?.isLetter == true
    }

    /// RFC 3986 §5.2.4, for a path that starts with `/`.
    fileprivate var withoutDotSegments: String {
        var kept: [SubSequence] = []
        let segments = dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for segment in segments {
            switch segment {
            case ".": continue
            case "..": _ = kept.popLast()
            default: kept.append(segment)
            }
        }
        if segments.last == "." || segments.last == ".." { kept.append("") }
        return "/" + kept.joined(separator: "/")
    }
}
