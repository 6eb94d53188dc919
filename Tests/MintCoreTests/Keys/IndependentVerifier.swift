import Crypto
import CryptoExtras
import Foundation
import MintCore
import Testing

/// Verifies a compact JWS from nothing but the members of a public JWK, with the primitives alone.
struct IndependentVerifier {
    let jwk: JSONValue

    struct Opened {
        var header: JSONValue
        var payload: JSONValue
        var signature: [UInt8]
    }

    /// - Returns: The parts of a token whose signature holds.
    func open(_ token: Secret, algorithm: String) throws -> Opened {
        let text = try #require(token.withText { $0 })
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        try #require(parts.count == 3)
        let signature = try #require(Base64URL.decode(parts[2]))
        try #require(try verifies(signature, Data("\(parts[0]).\(parts[1])".utf8), algorithm))
        let header = try #require(Base64URL.decode(parts[0]).flatMap { JSONValue(bytes: $0) })
        let payload = try #require(Base64URL.decode(parts[1]).flatMap { JSONValue(bytes: $0) })
        return Opened(header: header, payload: payload, signature: signature)
    }

    func verifies(_ signature: [UInt8], _ message: Data, _ algorithm: String) throws -> Bool {
        switch algorithm {
        case "ES256":
            let key = try P256.Signing.PublicKey(x963Representation: [4] + octets("x") + octets("y"))
            return key.isValidSignature(try .init(rawRepresentation: signature), for: message)
        case "ES384":
            let key = try P384.Signing.PublicKey(x963Representation: [4] + octets("x") + octets("y"))
            return key.isValidSignature(try .init(rawRepresentation: signature), for: message)
        case "EdDSA", "Ed25519":
            let key = try Curve25519.Signing.PublicKey(rawRepresentation: octets("x"))
            return key.isValidSignature(signature, for: message)
        case "RS256", "PS256":
            let key = try _RSA.Signing.PublicKey(n: octets("n"), e: octets("e"))
            return key.isValidSignature(
                .init(rawRepresentation: signature), for: SHA256.hash(data: message),
                padding: algorithm == "PS256" ? .PSS : .insecurePKCS1v1_5)
        default: return false
        }
    }

    func octets(_ member: String) throws -> [UInt8] {
        try #require(jwk[member]?.text.flatMap { Base64URL.decode($0) })
    }
}
