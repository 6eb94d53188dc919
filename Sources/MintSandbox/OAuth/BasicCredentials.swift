internal import FoundationEssentials

/// `Authorization: Basic`, split but not yet decoded: which decoding applies depends on the client (AM-6).
struct BasicCredentials: Sendable {
    let id: String
    let secret: String

    /// `nil` unless the value is base64 of UTF-8 text with a colon in it.
    init?(_ value: String) {
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let data = Data(base64Encoded: trimmed(parts[1])),
            let text = String(validating: data, as: UTF8.self),
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        id = String(text[..<colon])
        secret = String(text[text.utf8.index(after: colon)...])
    }

    var formID: String? { FormBody.decode(id.utf8) }
    var formSecret: String? { FormBody.decode(secret.utf8) }
}
