import Glibc
import MintCore
import NIOCore

/// Where to listen: one address of loopback, or for `localhost` both, since a browser may take either.
struct LoopbackAddresses: Sendable {
    /// In lower case, without brackets.
    let host: String
    /// `nil` for any free one.
    let port: Int?

    init(host: String, port: Int?) throws(RedirectListenerError) {
        let host = host.lowercased()
        guard ["127.0.0.1", "::1", "localhost"].contains(host) else { throw .notLoopback(host) }
        if let port, !(1...65_535).contains(port) { throw .failed(reason: "\(port) is not the number of a port") }
        self.host = host
        self.port = port
    }

    /// As a URL has it.
    var shownHost: String { host == "::1" ? "[::1]" : host }

    private var literals: [String] { host == "localhost" ? ["127.0.0.1", "::1"] : [host] }

    /// Listens with `bind` on every address, with the same port.
    ///
    /// Of `localhost` one address may be missing on this machine; but where another program has the port on the other
    /// address, the browser might bring the answer there, so another port is tried.
    func bound(
        _ bind: (_ address: SocketAddress, _ isGiven: Bool) async throws -> any Channel
    ) async throws(RedirectListenerError) -> (port: Int, listeners: [any Channel]) {
        var lastTaken = 0
        for _ in 0..<(port == nil ? 16 : 1) {
            do throws(RedirectListenerError) {
                return try await boundOnce(bind)
            } catch .portTaken(let taken) {
                lastTaken = taken
            }
        }
        throw .portTaken(lastTaken)
    }

    private func boundOnce(
        _ bind: (_ address: SocketAddress, _ isGiven: Bool) async throws -> any Channel
    ) async throws(RedirectListenerError) -> (port: Int, listeners: [any Channel]) {
        var listeners: [any Channel] = []
        var agreed = port
        var missing: RedirectListenerError?
        do throws(RedirectListenerError) {
            for literal in literals {
                do {
                    let listener = try await bind(try SocketAddress(ipAddress: literal, port: agreed ?? 0), port != nil)
                    agreed = agreed ?? listener.localAddress?.port
                    listeners.append(listener)
                } catch let error as IOError where Self.isMissing(error.errnoCode) && literals.count > 1 {
                    missing = Self.failure(error, port: agreed)
                } catch {
                    throw Self.failure(error, port: agreed)
                }
            }
            guard let agreed, !listeners.isEmpty else {
                throw missing ?? .failed(reason: "this machine has no loopback")
            }
            return (agreed, listeners)
        } catch {
            for listener in listeners { try? await listener.close() }
            throw error
        }
    }

    /// Whether this machine lacks the address, or its whole IP version.
    private static func isMissing(_ code: CInt) -> Bool {
        [EADDRNOTAVAIL, EAFNOSUPPORT, EPROTONOSUPPORT].contains(code)
    }

    private static func failure(_ error: any Error, port: Int?) -> RedirectListenerError {
        guard let error = error as? IOError else { return .failed(reason: "\(type(of: error))") }
        if error.errnoCode == EADDRINUSE { return .portTaken(port ?? 0) }
        return .failed(reason: String(cString: strerror(error.errnoCode)))
    }
}
