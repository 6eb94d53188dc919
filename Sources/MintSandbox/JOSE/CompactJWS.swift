/// A signed JWT taken apart (RFC 7515 §7.1), not yet believed.
struct CompactJWS: Sendable {
    let algorithm: String
    let keyID: String?
    let type: String?
    let header: [String: JSONValue]
    let claims: [String: JSONValue]
    let signature: [UInt8]
    let signingInput: [UInt8]

    /// `nil` unless the text is three base64url parts with JSON objects in the first two, an `alg`, and no `crit`
    /// extension: we know none.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]).flatMap(JSONValue.parse)?.object,
            let claims = Base64URL.decode(parts[1]).flatMap(JSONValue.parse)?.object,
            let signature = Base64URL.decode(parts[2]), let algorithm = header["alg"]?.text, header["crit"] == nil
        else { return nil }
        self.algorithm = algorithm
        self.keyID = header["kid"]?.text
        self.type = header["typ"]?.text
        self.header = header
        self.claims = claims
        self.signature = signature
        self.signingInput = Array("\(parts[0]).\(parts[1])".utf8)
    }

    /// `aud`, which may be one string or an array of them (RFC 7519 §4.1.3).
    var audience: [String] {
        claims["aud"]?.text.map { [$0] } ?? claims["aud"]?.texts ?? []
    }

    /// A NumericDate: whole seconds since the epoch, fractions dropped.
    func date(_ claim: String) -> Int? {
        switch claims[claim] {
        case .integer(let value): value
        case .number(let value): Int(exactly: value.rounded(.down))
        default: nil
        }
    }
}
