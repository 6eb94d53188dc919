import Crypto

/// A proof key for one code exchange (RFC 7636), always S256.
public struct PKCE: Sendable {
    public let verifier: Secret

    /// A fresh verifier of 43 characters from 256 random bits.
    public init() {
        self.init(verifier: Secret(Base64URL.encode((0..<32).map { _ in UInt8.random(in: .min ... .max) })))
    }

    /// - Parameter verifier: 43 to 128 of the unreserved characters (RFC 7636 §4.1).
    init(verifier: Secret) { self.verifier = verifier }

    /// Base64url of the SHA-256 of the verifier's ASCII (AC-2).
    public var challenge: String { verifier.withBytes { Base64URL.encode(SHA256.hash(data: $0)) } }
}
