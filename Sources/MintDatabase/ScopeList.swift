import FoundationEssentials

/// Scopes as one text column: joined by spaces, as on the wire (RFC 6749 §3.3).
///
/// A server may grant what no grammar allows; that is kept too, as a JSON array, so that nothing is lost.
enum ScopeList {
    static func encoded(_ scopes: [String]) throws -> String {
        let isPlain = scopes.allSatisfy { scope in
            !scope.isEmpty && !scope.utf8.contains { $0 == 0x20 || $0 == 0 }
        }
        if isPlain, scopes.first?.hasPrefix("[") != true { return scopes.joined(separator: " ") }
        return String(decoding: try JSONEncoder().encode(scopes), as: UTF8.self)
    }

    static func decoded(_ text: String) throws -> [String] {
        if text.isEmpty { return [] }
        if text.hasPrefix("[") { return try JSONDecoder().decode([String].self, from: Data(text.utf8)) }
        return text.utf8.split(separator: 0x20).map { String(Substring($0)) }
    }
}
