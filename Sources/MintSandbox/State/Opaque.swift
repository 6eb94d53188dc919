internal import Crypto

/// Names that cannot be guessed: codes, refresh tokens, secrets.
enum Opaque {
    /// 256 random bits as base64url.
    static func make() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Base64URL.encode($0) }
    }

    /// Eight letters that cannot be misread and spell no word, as `BCDF-GHJK` (RFC 8628 §6.1).
    static func userCode() -> String {
        let letters = Array("BCDFGHJKLMNPQRSTVWXZ")
        let code = (0..<8).compactMap { _ in letters.randomElement() }
        return String(code.prefix(4)) + "-" + String(code.suffix(4))
    }
}
