import MintBoard
import MintCore
import MintMCP

/// What the board's panes of one profile ask for.
extension Services {
    var inspectServices: InspectServices {
        InspectServices(
            reading: { try await reading(of: $0) },
            leftovers: { id in try await profiles.unnamedItems().filter { $0.key.profile == id } },
            discovery: { try await discovered(of: $0, isAnew: $1) }, acceptDrift: { try await acceptedDrift(of: $0) },
            history: { try await history(of: $0) }, tools: { try await toolShelf(of: $0) },
            call: { try await called($1, of: $0) })
    }

    private func existing(_ id: ProfileID) async throws -> ProfileRecord {
        guard let record = try await profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        return record
    }

    /// The token is read, looked at and dropped here; nobody is asked for a new one.
    private func reading(of id: ProfileID) async throws -> TokenReading? {
        let record = try await existing(id), profile = record.profile
        let kind: KeyringKey.Kind = profile.grant == .static ? .staticToken : .accessToken
        guard let generation = record.token?.generation else { return nil }
        let key = KeyringKey(profile: id, kind: kind, generation: generation)
        guard let token = try await keyrings[profile.store].secret(at: key, bound: profile.binding) else {
            throw TokenServiceError.credentialGone(profile.name, profile.store, kind)
        }
        return TokenReading(token, of: record, at: now())
    }

    private func discovered(of id: ProfileID, isAnew: Bool) async throws -> DiscoveryRecord? {
        guard isAnew else { return try await discoveries.discovery(of: id) }
        let record = try await existing(id)
        _ = try await bindingWatch.look(at: record.profile, depth: .everything)
        return try await discoveries.discovery(of: id)
    }

    private func acceptedDrift(of id: ProfileID) async throws -> DiscoveryRecord? {
        let record = try await existing(id)
        do {
            let leases = try await locks.acquire(id, in: profiles)
            defer { for lease in leases { lease.release() } }
            let outcome = try await driftAcceptance.accept(try await existing(id))
            await audit.note(.set, of: record.profile, detail: "board, \(outcome.detail)")
            return try await discoveries.discovery(of: id)
        } catch {
            await audit.note(.set, of: record.profile, failure: error, detail: "board, accept-drift")
            throw error
        }
    }

    private func history(of id: ProfileID) async throws -> [AuditEvent] {
        var query = AuditQuery()
        query.profile = id
        query.limit = InspectServices.historyLimit
        return try await audit.events(query).reversed()
    }

    // MARK: The MCP server

    private func toolShelf(of id: ProfileID) async throws -> ToolShelf {
        let (listing, revision) = try await exchange(id) { try await $0.listTools() }
        return ToolShelf(
            tools: listing.tools.map { tool in
                ServerTool(
                    name: tool.name, label: tool.label, title: tool.title, description: tool.description,
                    isReadOnly: tool.annotations.readOnly == true,
                    isDestructive: tool.annotations.readOnly != true && tool.annotations.destructive == true,
                    schema: tool.inputSchema)
            }, leftOut: listing.dropped.map { "\($0.name.plainLine(limit: 80)): \($0.reason.plainLine())" },
            revision: revision)
    }

    private func called(_ call: ToolCall, of id: ProfileID) async throws -> ToolAnswer {
        let profile = try await existing(id).profile
        let detail = "board, \(call.tool.plainLine(limit: 80))"
        do {
            let (result, _) = try await exchange(id) { try await $0.callTool(call.tool, arguments: call.arguments) }
            let refusal =
                result.isError ? Failure(headline: "The tool says that it failed", exitStatus: .server) : nil
            await audit.note(.toolCall, of: profile, failure: refusal, detail: detail)
            return ToolAnswer(text: result.plainText, isError: result.isError)
        } catch {
            await audit.note(.toolCall, of: profile, failure: error, detail: detail)
            throw error
        }
    }

    /// Nobody can be asked for more scopes from here: only a profile that says `auto` gets them.
    private func exchange<R: Sendable>(
        _ id: ProfileID, _ body: @Sendable (MCPConnection) async throws -> R
    ) async throws -> (R, String) {
        let profile = try await existing(id).profile
        let stepUp = ProfileTokenSource.StepUp { profile, _ in profile.settings.stepUp == .auto }
        let client = mcp(profile.server, profile: profile, stepUp: stepUp) { _ in }
        return try await withContact(profile) {
            try await client.withConnection { connection in
                (try await body(connection), await connection.protocolVersion)
            }
        }
    }
}
