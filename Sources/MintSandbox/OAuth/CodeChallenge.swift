internal import Crypto

/// PKCE's S256 (RFC 7636 §4.2).
struct CodeChallenge: Sendable, Equatable {
    let text: String

    /// A challenge as a client sent it; `nil` unless it could be a SHA-256.
    init?(_ text: String) {
        guard Base64URL.decode(text)?.count == 32 else { return nil }
        self.text = text
    }

    /// What belongs to a verifier; `nil` for one that breaks the rules of §4.1 (AC-2).
    init?(of verifier: String) {
        let isUnreserved: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                true
            default: false
            }
        }
        guard (43...128).contains(verifier.utf8.count), verifier.utf8.allSatisfy(isUnreserved) else { return nil }
        text = Base64URL.encode(SHA256.hash(data: Array(verifier.utf8)))
    }
}
