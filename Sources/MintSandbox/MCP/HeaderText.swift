internal import FoundationEssentials

/// The header form of arbitrary text in the modern revision (M26-9).
enum HeaderText {
    /// The text behind a header value; `nil` where the base64 form is broken.
    static func decode(_ value: String) -> String? {
        guard value.hasPrefix("=?base64?"), value.hasSuffix("?="), value.utf8.count >= 11 else { return value }
        let coded = String(value.dropFirst(9).dropLast(2))
        return Data(base64Encoded: coded).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
