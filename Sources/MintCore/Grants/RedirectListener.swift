/// Waits on this machine for the browser to come back with an authorization response (RFC 8252 §7.3; AC-4).
public protocol RedirectListener: Sendable {
    /// Listens on loopback only, from now until ``RedirectVisit/close()`` or the one answer.
    ///
    /// - Parameters:
    ///   - host: `127.0.0.1`, `::1` or `localhost`, as the redirect URI is to name it.
    ///   - port: `nil` for any free one.
    ///   - path: Starts with `/`; another path is answered with 404 and waited past.
    /// - Throws: ``RedirectListenerError``.
    func listen(host: String, port: Int?, path: String) async throws(RedirectListenerError) -> any RedirectVisit
}

/// One wait for one browser.
public protocol RedirectVisit: Sendable {
    /// `http://127.0.0.1:49152/callback/…`
    var redirectURI: String { get }
    /// The path and query that the browser asked for, once. The browser gets a small page without any of it.
    ///
    /// - Throws: `CancellationError`; ``RedirectListenerError/closed``.
    func response() async throws -> String
    func close() async
}

public enum RedirectListenerError: Error, Equatable {
    case notLoopback(String)
    case portTaken(Int)
    case failed(reason: String)
    case closed
}

extension RedirectListenerError: UserFacingError {
    public var headline: String {
        switch self {
        case .notLoopback(let host): "\(host.plainLine(limit: 80)) is not this machine: nothing can listen there"
        case .portTaken(let port): "Another program listens on port \(port)"
        case .failed(let reason): "No port could be opened for the browser: \(reason.plainLine())"
        case .closed: "The browser did not come back"
        }
    }

    public var hint: String? { "Paste the address that the browser ends at instead: --paste" }
    public var exitStatus: ExitStatus { .local }
}
