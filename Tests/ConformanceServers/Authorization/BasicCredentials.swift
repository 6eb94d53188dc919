internal import FoundationEssentials

/// The user name and the password of an `Authorization: Basic` header, not yet form-decoded.
struct BasicCredentials: Sendable {
    let name: String
    let password: String

    /// - Returns: `nil` for another scheme, broken base64 or a missing colon.
    init?(_ header: String) {
        guard header.hasPrefix("Basic "), let data = Data(base64Encoded: String(header.dropFirst(6))) else {
            return nil
        }
        let parts = String(decoding: data, as: UTF8.self)
            .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        (name, password) = (String(parts[0]), String(parts[1]))
    }

    /// With percent escapes undone (AM-5); a `+` stays one.
    var unescaped: (name: String, password: String) {
        (FormText.percentDecoded(Array(name.utf8)), FormText.percentDecoded(Array(password.utf8)))
    }
}
