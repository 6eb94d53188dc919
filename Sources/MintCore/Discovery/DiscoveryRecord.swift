/// What a profile's discovery found, and how: kept with the profile, so that a later one can be compared with it.
public struct DiscoveryRecord: Equatable, Sendable {
    public var snapshot: DiscoverySnapshot
    public var trace: Trace
    public var at: Timestamp
    /// What changed since an operator last accepted it; empty when nothing did.
    public var drift: [DriftChange]

    public init(snapshot: DiscoverySnapshot, trace: Trace, at: Timestamp, drift: [DriftChange] = []) {
        self.snapshot = snapshot
        self.trace = trace
        self.at = at
        self.drift = drift
    }

    /// This record once an operator has accepted what is published now.
    public var accepted: DiscoveryRecord { DiscoveryRecord(snapshot: snapshot, trace: trace, at: at) }
}

/// The published facts that a profile relies on; all of them as published.
public struct DiscoverySnapshot: Equatable, Sendable, Codable {
    /// From the resource's metadata; `nil` where it has none.
    public var resource: String?
    public var authorizationServers: [String]?
    public var resourceScopes: [String]?
    public var issuer: String
    public var tokenEndpoint: String
    public var authorizationEndpoint: String?
    public var deviceAuthorizationEndpoint: String?
    public var registrationEndpoint: String?
    public var revocationEndpoint: String?
    public var introspectionEndpoint: String?
    public var jwksURI: String?
    public var methods: [String]?
    public var algorithms: [String]?
    public var grantTypes: [String]?

    public init(issuer: String, tokenEndpoint: String) {
        self.issuer = issuer
        self.tokenEndpoint = tokenEndpoint
    }
}

/// One published fact that is not what it was.
public struct DriftChange: Equatable, Sendable, Codable {
    /// The member's name: `issuer`, `token_endpoint`, `token_endpoint_auth_methods_supported` …
    public var member: String
    /// As words for a line; `nil` where there was none.
    public var was: String?
    public var now: String?

    public init(member: String, was: String?, now: String?) { (self.member, self.was, self.now) = (member, was, now) }
}

/// Where discoveries are kept. No secret is in them.
public protocol DiscoveryStore: Sendable {
    func discovery(of profile: ProfileID) async throws(StateError) -> DiscoveryRecord?
    /// Replaces what is kept; nothing happens where the profile is gone.
    func keepDiscovery(_ record: DiscoveryRecord, of profile: ProfileID) async throws(StateError)
}

/// One metadata document as it was served, for HTTP caching (RFC 9111; PRM-11, AS-14).
public struct CachedDocument: Equatable, Sendable {
    public var url: String
    /// The JSON text.
    public var body: [UInt8]
    public var fetchedAt: Timestamp
    /// Until when it is used without asking.
    public var freshUntil: Timestamp
    public var entityTag: String?
    public var lastModified: String?

    public init(
        url: String, body: [UInt8], fetchedAt: Timestamp, freshUntil: Timestamp, entityTag: String? = nil,
        lastModified: String? = nil
    ) {
        self.url = url
        self.body = body
        self.fetchedAt = fetchedAt
        self.freshUntil = freshUntil
        self.entityTag = entityTag
        self.lastModified = lastModified
    }
}

/// Where metadata documents rest between runs. What cannot be kept or read is fetched again: nothing here throws.
public protocol MetadataCache: Sendable {
    /// - Parameter trust: The profile's CA file, or empty: documents fetched under other trust are not shared.
    func document(at url: String, trust: String) async -> CachedDocument?
    func keep(_ document: CachedDocument, trust: String) async
}
