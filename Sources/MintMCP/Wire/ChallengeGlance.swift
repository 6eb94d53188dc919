import MintCore

/// The few words of `WWW-Authenticate` lines that an error message needs (RFC 6750 §3). It chooses no server and no
/// scope to ask for: that is discovery's work, with the whole grammar.
struct ChallengeGlance: Equatable, Sendable {
    var error: String?
    var errorDescription: String?
    /// Space-separated in the header; in the order given.
    var scopes: [String] = []

    /// - Parameter lines: Field lines as received; the first value of each parameter counts (WA-4).
    init(_ lines: [String]) {
        var found: [String: String] = [:]
        for line in lines.prefix(16) {
            for (name, value) in Self.parameters(of: line.prefix(8192)) where found[name] == nil { found[name] = value }
        }
        error = found["error"].map { $0.plainLine(limit: 60) }
        errorDescription = found["error_description"].map { $0.plainLine(limit: 200) }
        scopes = (found["scope"] ?? "").plainLine(limit: 400).split(separator: " ").map(String.init)
    }

    /// Every `name=value` and `name="value"` outside of quotes.
    private static func parameters(of line: Substring) -> [(String, String)] {
        var found: [(String, String)] = []
        var rest = line
        while let equals = rest.firstIndex(where: { $0 == "=" || $0 == "\"" }) {
            let before = rest[..<equals]
            let isQuote = rest[equals] == "\""
            rest = rest[rest.index(after: equals)...]
            if isQuote {
                _ = quoted(&rest)
                continue
            }
            let trimmed = before.trimmed
            let name = trimmed.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," }).last ?? ""
            rest = rest.drop { $0 == " " || $0 == "\t" }
            let value: String
            if rest.first == "\"" {
                rest = rest.dropFirst()
                value = quoted(&rest)
            } else {
                let bare = rest.prefix { $0 != "," && $0 != " " && $0 != "\t" }
                value = String(bare)
                rest = rest[bare.endIndex...]
            }
            if !name.isEmpty { found.append((name.lowercased(), value)) }
        }
        return found
    }

    /// Reads to the closing quote, which a hostile line may lack.
    private static func quoted(_ rest: inout Substring) -> String {
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\" {
                if let escaped = rest.popFirst() { value.append(escaped) }
            } else {
                value.append(character)
            }
        }
        return value
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        // Not `dropLast()`, which walks to the end each time.
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
