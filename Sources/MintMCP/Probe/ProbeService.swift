public import MintCore

/// Climbs from the name of a server to its list of tools, and says at which rung and why it stopped.
public struct ProbeService: Sendable {
    let connection: any ConnectionProbe
    let watch: BindingWatch
    let tokens: TokenService
    let transport: any HTTPTransport
    let identity: ClientIdentity

    public init(
        connection: any ConnectionProbe, watch: BindingWatch, tokens: TokenService, transport: any HTTPTransport,
        identity: ClientIdentity
    ) {
        self.connection = connection
        self.watch = watch
        self.tokens = tokens
        self.transport = transport
        self.identity = identity
    }

    /// name → connect → TLS → resource metadata → server metadata → token → handshake → tools/list.
    ///
    /// The token is the cached one where it is good. A server that is no MCP server fails at the handshake only.
    ///
    /// - Parameter report: Hears of each rung as it is climbed.
    /// - Returns: Every rung; the last one carries the failure where the climb stopped.
    public func climb(
        _ profile: Profile, observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in },
        report: @Sendable (Rung) async -> Void
    ) async -> [Rung] {
        var rungs: [Rung] = []
        for rung in await connection.climb(
            to: profile.server, caFile: profile.settings.caFile, deadline: .seconds(20))
        {
            rungs.append(rung)
            await report(rung)
        }
        guard rungs.last?.failure == nil else { return rungs }
        let climber = Climber(service: self, profile: profile, observe: observe)
        for step in climber.steps {
            let rung = await climber.climb(step)
            rungs.append(rung)
            await report(rung)
            if rung.failure != nil || Task.isCancelled { break }
        }
        return rungs
    }
}

/// One climb's later rungs.
private struct Climber: Sendable {
    let service: ProbeService
    let profile: Profile
    let observe: @Sendable (Trace.Hop) -> Void

    /// A pinned endpoint has no metadata to look at.
    var steps: [Rung.Name] {
        profile.issuer == nil
            ? [.token, .handshake, .toolsList] : [.resourceMetadata, .serverMetadata, .token, .handshake, .toolsList]
    }

    func climb(_ step: Rung.Name) async -> Rung {
        let start = ContinuousClock.now
        do {
            let detail = try await detail(of: step)
            return Rung(step, microseconds: microseconds(since: start), detail: detail)
        } catch {
            let failure = Failure(error, about: profile)
            return Rung(step, microseconds: microseconds(since: start), detail: failure.headline, failure: failure)
        }
    }

    private func detail(of step: Rung.Name) async throws -> String {
        switch step {
        case .resourceMetadata: try await resourceMetadata()
        case .serverMetadata: try await serverMetadata()
        case .token: try await token()
        case .handshake: try await handshake()
        default: try await toolsList()
        }
    }

    /// The resource's own document; a moved issuer stops the climb before any credential goes out (REG-6).
    private func resourceMetadata() async throws -> String {
        let look = try await service.watch.look(at: profile, observe: observe)
        if case .issuerChanged(let issuers) = look.verdict {
            let hold = ProfileBonds.Hold(issuer: issuers.first ?? "", since: Timestamp(0))
            throw TokenServiceError.held(profile.name, hold, boundTo: profile.issuer ?? "")
        }
        guard let resource = look.record?.snapshot.resource else { return "the server publishes none" }
        return "resource \(resource.plainLine(limit: 120))"
    }

    /// The authorization server's document; what is published otherwise than an operator accepted is told.
    private func serverMetadata() async throws -> String {
        guard let issuer = profile.issuer else { return "none: the token endpoint is pinned" }
        let look = try await service.watch.look(at: profile, depth: .everything, observe: observe)
        let drift = look.record?.drift ?? []
        if let issuer = drift.first(where: { $0.member == "issuer" }) {
            throw Failure(
                headline: "The server named another \(issuer.words.plainLine(limit: 300))",
                hint: """
                    The profile keeps to \(profile.tokenEndpoint). If the change is right, log in with the new issuer's client; if
                    it is settled, `mintmark set \(profile.name.shellArgument) --accept-drift`.
                    """,
                exitStatus: .authentication)
        }
        if let grave = drift.first(where: \.isGrave) {
            throw Failure(
                headline: "The issuer publishes another \(grave.words.plainLine(limit: 300))",
                hint: """
                    The profile keeps to \(profile.tokenEndpoint). If the change is right, take it over:
                      mintmark set \(profile.name.shellArgument) --accept-drift
                    """,
                exitStatus: .authentication)
        }
        return ([issuer.plainLine(limit: 120)] + drift.map { "changed: \($0.words.plainLine(limit: 300))" })
            .joined(separator: "\n")
    }

    private func token() async throws -> String {
        let grant = try await service.tokens.token(of: profile.id)
        if let warning = grant.warning { throw warning }
        return (grant.isFresh ? "a new one" : "the kept one")
            + (grant.record.expiresAt.map { ", until \($0.utcClock)" } ?? "")
    }

    private var client: MCPClient {
        MCPClient(
            server: profile.server, transport: service.transport,
            tokens: ProfileTokenSource(service.tokens, profile: profile.id), caFile: profile.settings.caFile,
            identity: service.identity, trace: observe)
    }

    private func handshake() async throws -> String {
        try await client.withConnection { connection in
            let server = await connection.server
            let name = server.name.map { ", \($0.plainLine(limit: 60))" } ?? ""
            return "MCP \(server.protocolVersion)\(name)"
        }
    }

    private func toolsList() async throws -> String {
        try await client.withConnection { "\(try await $0.listTools().tools.count) tools" }
    }

    private func microseconds(since start: ContinuousClock.Instant) -> Int {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
    }
}
