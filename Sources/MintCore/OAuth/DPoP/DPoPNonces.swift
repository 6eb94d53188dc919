import Synchronization

/// The newest nonce of each server (RFC 9449 §8): authorization servers and resource servers apart, by their origin, which
/// may be the same for both. Lives as long as the process; a nonce that was lost costs one repetition.
public final class DPoPNonces: Sendable {
    enum Role: Sendable { case authorizationServer, resourceServer }

    private struct Server: Hashable {
        var role: Role
        var origin: String
    }

    private let known = Mutex<[Server: String]>([:])

    public init() {}

    func nonce(for url: HTTPURL, as role: Role) -> String? {
        known.withLock { $0[Server(role: role, origin: url.origin)] }
    }

    /// - Parameter nonce: As the server sent it; what is no nonce (RFC 9449 §8.1) is passed over.
    /// - Returns: Whether it is one.
    func note(_ nonce: String, from url: HTTPURL, as role: Role) -> Bool {
        guard Self.isNonce(nonce) else { return false }
        known.withLock { $0[Server(role: role, origin: url.origin)] = nonce }
        return true
    }

    /// 1 to 512 of the characters that a scope may have, %x21, %x23-5B, %x5D-7E.
    private static func isNonce(_ text: String) -> Bool { text.utf8.count <= 512 && Scopes.isToken(text) }
}
