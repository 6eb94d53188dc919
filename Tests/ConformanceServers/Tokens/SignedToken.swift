internal import Crypto
internal import MintCore

/// A compact JWS with JSON claims (RFC 7515 §7.1), read and written with swift-crypto alone: a fault of the client's own
/// JOSE code cannot cancel itself out here.
struct SignedToken: Sendable {
    let header: JSONValue
    let claims: JSONValue
    private let signature: [UInt8]
    private let signed: [UInt8]

    /// - Returns: `nil` unless the text is three base64url parts, the first two of them JSON objects.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]).flatMap({ JSONValue(bytes: $0) }),
            let claims = Base64URL.decode(parts[1]).flatMap({ JSONValue(bytes: $0) }),
            let signature = Base64URL.decode(parts[2]), header.members != nil, claims.members != nil
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        signed = Array("\(parts[0]).\(parts[1])".utf8)
    }

    /// Whether the signature is the key's, and made by ES256, the one algorithm that these servers list.
    func isSigned(by key: P256.Signing.PublicKey) -> Bool {
        guard header["alg"] == "ES256", let raw = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else {
            return false
        }
        return key.isValidSignature(raw, for: SHA256.hash(data: signed))
    }

    var audience: [String] {
        claims["aud"]?.text.map { [$0] } ?? claims["aud"]?.texts ?? []
    }

    /// Whether `aud` names this issuer, with or without one final slash.
    func isFor(_ issuer: String) -> Bool { audience.contains(issuer) || audience.contains(issuer + "/") }

    /// Whether `exp` lies `tolerance` seconds or more in the past; a token without `exp` never expires.
    func hasExpired(at now: Int, tolerance: Int) -> Bool {
        claims["exp"].map { ($0.integer ?? 0) <= now - tolerance } ?? false
    }

    /// Whether `nbf` is still more than `tolerance` seconds away.
    func isEarly(at now: Int, tolerance: Int) -> Bool {
        claims["nbf"].map { ($0.integer ?? .max) > now + tolerance } ?? false
    }

    static func sign(
        _ claims: [String: JSONValue], type: String? = nil, with key: P256.Signing.PrivateKey
    ) throws -> String {
        var header: [String: JSONValue] = ["alg": "ES256"]
        if let type { header["typ"] = .string(type) }
        let parts = [header, claims].map { Base64URL.encode(JSONValue.object($0).serialized().utf8) }
        let input = parts.joined(separator: ".")
        let signature = try key.signature(for: SHA256.hash(data: Array(input.utf8)))
        return input + "." + Base64URL.encode(signature.rawRepresentation)
    }
}
