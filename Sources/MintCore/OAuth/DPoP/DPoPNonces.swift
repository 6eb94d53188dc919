import Synchronization

/// The newest nonce of each server (RFC 9449 §8): authorization servers and resource servers apart, by their origin.
/// Lives as long as the process; a nonce that was lost costs one repetition.
public final class DPoPNonces: Sendable {
    private let known = Mutex<[String: String]>([:])

    public init() {}

    public func nonce(for url: HTTPURL) -> String? { known.withLock { $0[url.origin] } }

    /// - Parameter nonce: As the server sent it; what is no nonce (RFC 9449 §8.1) is passed over.
    func note(_ nonce: String, from url: HTTPURL) {
        guard Self.isNonce(nonce) else { return }
        known.withLock { $0[url.origin] = nonce }
    }

    /// 1 to 512 of the characters that a scope may have, %x21, %x23-5B, %x5D-7E.
    private static func isNonce(_ text: String) -> Bool { text.utf8.count <= 512 && Scopes.isToken(text) }
}
