internal import Crypto

extension SigningKey {
    /// A JWT of any type and with any claims, signed with this key; `nil` where there is no randomness to sign with.
    func jwt(type: String, claims: [String: JSONValue]) -> String? {
        let header: JSONValue = ["alg": "ES256", "typ": .string(type), "kid": .string(publicKey.kid ?? "")]
        let input = Base64URL.encode(header.bytes) + "." + Base64URL.encode(JSONValue.object(claims).bytes)
        guard let signature = try? privateKey.signature(for: Array(input.utf8)) else { return nil }
        return input + "." + Base64URL.encode(signature.rawRepresentation)
    }
}
