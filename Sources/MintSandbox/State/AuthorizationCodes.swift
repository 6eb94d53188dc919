/// What a person consented to, until the client turns the code in (RFC 6749 §4.1.2).
struct AuthorizationCode: Sendable {
    /// Seconds from the redirect to the token request.
    static let lifetime = 60

    let request: AuthorizationRequest
    let subject: String
    let issued: Int
    /// The tokens that the first use gave: a second use takes them back (RFC 6749 §10.5).
    var family: RefreshTokens.FamilyID?
    var token: IssuedToken?

    var isUsed: Bool { token != nil }
}

/// An access token by the name under which it can be revoked.
struct IssuedToken: Sendable, Equatable {
    let identifier: String
    /// Seconds since the epoch.
    let expiry: Int
}

/// The codes that are known, used ones included.
struct AuthorizationCodes: Sendable {
    private var codes: [String: AuthorizationCode] = [:]

    subscript(_ code: String) -> AuthorizationCode? {
        get { codes[code] }
        set { codes[code] = newValue }
    }

    mutating func keep(_ code: AuthorizationCode, now: Int) -> String {
        // A used code is remembered for longer than it lives, for its second use to be noticed.
        codes = codes.filter { $0.value.issued > now - 10 * AuthorizationCode.lifetime }
        let name = Opaque.make()
        codes[name] = code
        return name
    }
}

/// Requests that wait for the person to press a button.
struct PendingConsents: Sendable {
    private static let capacity = 100
    private var requests: [String: AuthorizationRequest] = [:]
    private var order: [String] = []

    mutating func keep(_ request: AuthorizationRequest) -> String {
        if order.count == Self.capacity { requests[order.removeFirst()] = nil }
        let name = Opaque.make()
        requests[name] = request
        order.append(name)
        return name
    }

    /// Each is answered once.
    mutating func take(_ name: String) -> AuthorizationRequest? {
        order.removeAll { $0 == name }
        return requests.removeValue(forKey: name)
    }
}
