/// A person with a browser, or what stands in for both.
public protocol LoginInteraction: Sendable {
    /// Shows where to go and which code to compare (DV-3); called once for each device authorization.
    func present(_ prompt: DevicePrompt) async
    /// Gets ready to receive an authorization response.
    ///
    /// - Parameter redirectURI: What the client is registered with; `nil` for a free choice.
    /// - Throws: ``AuthorizationError/nobodyToAsk``; ``RedirectListenerError``.
    func openUserAgent(redirectURI: String?) async throws -> any UserAgentVisit
    /// Tells what stays at a server after a login that came to nothing; one plain line.
    func note(_ line: String) async
}

extension LoginInteraction {
    public func note(_ line: String) async {}
}

/// One trip of a browser: opened before the request is built, since the request names where it ends.
public protocol UserAgentVisit: Sendable {
    var redirectURI: String { get }
    /// Sends the person to `url`, an https or loopback address, and waits.
    ///
    /// - Returns: What the browser ended at: an address, its query, or a code that the person pasted.
    func response(to url: HTTPURL) async throws -> String
    func close() async
}

/// What a person needs for a device authorization. The device code is not in it.
public struct DevicePrompt: Equatable, Sendable {
    public var userCode: String
    public var verificationURI: String
    /// With the code in it, for a QR code; the code is shown all the same.
    public var completeURI: String?
    public var expiresAt: Timestamp

    public init(userCode: String, verificationURI: String, completeURI: String?, expiresAt: Timestamp) {
        self.userCode = userCode
        self.verificationURI = verificationURI
        self.completeURI = completeURI
        self.expiresAt = expiresAt
    }
}

/// For grants that need nobody, and for background work, which never asks anybody (DV-7).
public struct NoInteraction: LoginInteraction {
    public init() {}
    public func present(_ prompt: DevicePrompt) async {}
    public func openUserAgent(redirectURI: String?) async throws -> any UserAgentVisit {
        throw AuthorizationError.nobodyToAsk
    }
}
