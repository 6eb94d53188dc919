public import MintCore
public import MintMCP

/// The core's services on this host's adapters: the same for the command line and the board.
public struct Services: Sendable {
    public let profiles: any ProfileStore
    public let sessions: any SessionStore
    public let keyrings: Keyrings
    public let vault: any VaultAdministration
    public let locks: any CredentialLock
    public let discoveries: any DiscoveryStore
    public let metadata: any MetadataCache
    public let preferences: any PreferenceStore
    /// Hears of everything that is done with a profile.
    public let audit: AuditTrail
    /// Reads files, variables and commands that an operator named as sources of secrets.
    public let sources: SecretSourceReader
    /// Receives a browser that comes back from an authorization.
    public let redirects: any RedirectListener
    public let journal: any RotationJournal
    /// What rotations run and write on an operator's word.
    public let rotationHelpers: RotationHelpers
    public let nonces = DPoPNonces()
    public let transport: any HTTPTransport
    public let connectionProbe: any ConnectionProbe
    public let now: WallClock
    /// What a kept token is judged by beside the wall clock.
    public let uptime: UptimeClock
    public let makeID: @Sendable () -> ProfileID
    public let version: String

    public init(
        profiles: any ProfileStore, sessions: any SessionStore, keyrings: Keyrings,
        vault: any VaultAdministration, locks: any CredentialLock, discoveries: any DiscoveryStore,
        metadata: any MetadataCache, preferences: any PreferenceStore, audit: AuditTrail,
        sources: @escaping SecretSourceReader, redirects: any RedirectListener, journal: any RotationJournal,
        rotationHelpers: RotationHelpers, transport: any HTTPTransport, connectionProbe: any ConnectionProbe,
        now: @escaping WallClock, uptime: @escaping UptimeClock = { nil },
        makeID: @escaping @Sendable () -> ProfileID, version: String
    ) {
        self.profiles = profiles
        self.sessions = sessions
        self.keyrings = keyrings
        self.vault = vault
        self.locks = locks
        self.discoveries = discoveries
        self.metadata = metadata
        self.preferences = preferences
        self.audit = audit
        self.sources = sources
        self.redirects = redirects
        self.journal = journal
        self.rotationHelpers = rotationHelpers
        self.transport = transport
        self.connectionProbe = connectionProbe
        self.now = now
        self.uptime = uptime
        self.makeID = makeID
        self.version = version
    }

    public var discovery: Discovery {
        Discovery(transport: transport, version: version, cache: metadata, now: now)
    }

    public var bindingWatch: BindingWatch {
        BindingWatch(discovery: discovery, profiles: profiles, records: discoveries, now: now)
    }

    public var driftAcceptance: DriftAcceptance {
        DriftAcceptance(profiles: profiles, records: discoveries, keyrings: keyrings, now: now)
    }

    public var endpoint: TokenEndpoint { TokenEndpoint(transport: transport, now: now, uptime: uptime) }

    public var tokens: TokenService { tokens(from: endpoint) }

    /// For many profiles at once: at most so many requests are under way, whatever their tokens' stores take.
    public func tokens(atMost requests: Int) -> TokenService {
        tokens(
            from: TokenEndpoint(
                transport: BoundedTransport(transport, limit: requests), now: now, uptime: uptime))
    }

    private func tokens(from endpoint: TokenEndpoint) -> TokenService {
        TokenService(
            profiles: profiles, keyrings: keyrings, locks: locks, endpoint: endpoint, sources: sources, nonces: nonces,
            look: { await changes(of: $0) }, published: { await metadata(of: $0) }, journal: journal,
            findOut: { try await rotation(by: tokens(from: endpoint)).findOut($0) }, now: now)
    }

    /// What a profile's issuer publishes now otherwise than an operator last accepted; looked at once a minute at most.
    private func changes(of profile: Profile) async -> [DriftChange] {
        if let kept = try? await discoveries.discovery(of: profile.id), (0..<60).contains(now() - kept.at) {
            return kept.drift
        }
        return (try? await bindingWatch.look(at: profile, depth: .everything))?.record?.drift ?? []
    }

    /// As it was read lately, or now.
    private func metadata(of profile: Profile) async -> AuthorizationServerMetadata? {
        guard let issuer = profile.issuer else { return nil }
        return try? await discovery.serverMetadata(
            issuer: issuer, caFile: profile.settings.caFile, freshness: .cached, observe: { _ in }
        ).metadata
    }

    public var login: LoginService {
        LoginService(
            profiles: profiles, keyrings: keyrings, locks: locks, discovery: discovery, endpoint: endpoint,
            sources: sources, nonces: nonces, now: now, makeID: makeID)
    }

    public var logout: LogoutService {
        LogoutService(
            profiles: profiles, keyrings: keyrings, locks: locks,
            revocation: Revocation(tokens: tokens, endpoints: managementEndpoints, management: management), now: now)
    }

    public var rotation: RotationService { rotation(by: tokens) }

    /// For many profiles at once: at most so many requests are under way.
    public func rotation(atMost requests: Int) -> RotationService { rotation(by: tokens(atMost: requests)) }

    private func rotation(by tokens: TokenService) -> RotationService {
        RotationService(
            profiles: profiles, journal: journal, keyrings: keyrings, locks: locks, tokens: tokens,
            revocation: Revocation(tokens: tokens, endpoints: managementEndpoints, management: management),
            proof: MCPServerProof(transport: transport, identity: ClientIdentity(version: version)),
            helpers: rotationHelpers, audit: audit, now: now)
    }

    public var migration: StoreMigration {
        StoreMigration(profiles: profiles, keyrings: keyrings, locks: locks, now: now)
    }

    public var managementEndpoints: ManagementEndpoints {
        ManagementEndpoints(discovery: discovery, discoveries: discoveries)
    }

    public var management: TokenManagement { TokenManagement(transport: transport, now: now) }
}

extension Services {
    /// The ladder from a server's name to its tools.
    public var probe: ProbeService {
        ProbeService(
            connection: connectionProbe, watch: bindingWatch, tokens: tokens, transport: transport,
            identity: ClientIdentity(version: version))
    }

    /// Whether a server is ready for machines.
    public var readiness: AuditService {
        AuditService(
            connection: connectionProbe, discovery: discovery, transport: transport, tokens: tokens,
            introspection: introspection, identity: ClientIdentity(version: version), now: now)
    }

    /// What a profile's server says of the profile's token.
    public var introspection: TokenIntrospection {
        TokenIntrospection(tokens: tokens, endpoints: managementEndpoints, management: management)
    }

    /// What a probe says about a profile's health; the trail hears of it elsewhere.
    public func note(_ rungs: [Rung], of profile: Profile) async {
        guard let last = rungs.last, last.failure?.exitStatus != .interrupted else { return }
        let failure = last.failure.map {
            ContactFailure(code: "fail \(last.name.rawValue)", headline: $0.headline, hint: $0.hint)
        }
        try? await profiles.noteContact(ContactRecord(at: now(), failure: failure), of: profile.id)
    }
}

extension [Rung] {
    /// How far a probe came, for the trail.
    var reached: String? { last.map { "\($0.failure == nil ? "to" : "stopped at") \($0.name.rawValue)" } }
}
