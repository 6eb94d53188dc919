import MintCore

extension MCPConnection {
    /// - Parameter preferring: What is known of the server from before; anything else is probed for.
    func negotiate(preferring: String?) async throws {
        guard let preferring else { return try await probe() }
        if ProtocolRevision.modern.contains(preferring) {
            adopt(.modern(version: preferring), nil, isConfirmed: false)
        } else if ProtocolRevision.legacy.contains(preferring) {
            try await handshake(offering: preferring)
        } else {
            try await probe()
        }
    }

    func currentWire() async throws -> Wire {
        if let wire { return wire }
        try await probe()
        guard let wire else { throw CancellationError() }  // closed meanwhile
        return wire
    }

    /// What was known of the server is outdated (ERA-4).
    func renegotiate(from wire: Wire) async throws {
        if wire.sessionID != nil { await end(wire) }
        self.wire = nil
        try await probe()
    }

    /// Asks a modern question; whoever does not understand it gets the legacy handshake (ERA-2).
    ///
    /// - Parameter refusal: How the legacy handshake failed already, where it was tried first.
    func probe(afterHandshake refusal: MCPError? = nil) async throws {
        var version = ProtocolRevision.modern[0]
        for attempt in 1...2 {
            var reply = try await discover(version)
            if reply.content == .lost { reply = try await discover(version) }
            switch EraVerdict.judge(reply) {
            case .modern(let answer):
                let theirs = answer["supportedVersions"]?.texts ?? []
                if let mutual = ProtocolRevision.mutual(ProtocolRevision.modern, with: theirs) {
                    return adopt(.modern(version: mutual), answer, isConfirmed: true)
                }
                return try await fallBack(among: theirs)
            case .versions(let theirs):
                guard let mutual = ProtocolRevision.mutual(ProtocolRevision.modern, with: theirs), attempt == 1 else {
                    return try await fallBack(among: theirs)
                }
                version = mutual
            case .modernFailure(let failure):
                throw MCPError.refused(host: channel.host, method: "server/discover", failure)
            case .legacy:
                if let refusal { throw refusal }
                return try await initialize(offering: ProtocolRevision.legacy[0])
            }
        }
    }

    private func discover(_ version: String) async throws -> Reply {
        try await roundTrip(
            Call(method: "server/discover", silence: timeouts.silence), on: .modern(version: version))
    }

    /// A server that knows discovery but no modern revision of ours.
    private func fallBack(among theirs: [String]) async throws {
        guard let mutual = ProtocolRevision.mutual(ProtocolRevision.legacy, with: theirs) else {
            throw MCPError.unsupportedVersion(
                host: channel.host, ours: ProtocolRevision.all, theirs: theirs.plain)
        }
        try await initialize(offering: mutual)
    }

    /// The legacy handshake with a server known to want it; probes where it turns out to want something else.
    func handshake(offering version: String) async throws {
        wire = nil
        do {
            try await initialize(offering: version)
        } catch let refusal as MCPError where refusal.mayMeanOtherEra {
            try await probe(afterHandshake: refusal)
        }
    }

    private func initialize(offering version: String) async throws {
        var offered = version
        var course = RequestCourse(method: "initialize", host: channel.host, isSafe: true)
        while true {
            let draft = Wire.legacy(version: offered, sessionID: nil)
            let reply = try await roundTrip(initializeCall(offered), on: draft)
            switch course.step(after: reply, on: draft, isConfirmed: true) {
            case .finish(let answer): return try await settle(answer, sessionID: reply.sessionID)
            case .again: continue
            case .fail(.refused(_, _, let failure)) where failure.supportedVersions != nil:
                let theirs = failure.supportedVersions ?? []
                // The server says which it wants (M25-2): once.
                guard let mutual = ProtocolRevision.mutual(ProtocolRevision.legacy, with: theirs), mutual != offered,
                    offered == version
                else {
                    throw MCPError.unsupportedVersion(
                        host: channel.host, ours: ProtocolRevision.all, theirs: theirs.plain)
                }
                offered = mutual
            case .renegotiate, .renewSession:
                guard case .failure(let failure) = reply.content else {
                    throw MCPError.protocolViolation(host: channel.host, "\(reply.verdict) came for initialize")
                }
                throw MCPError.refused(host: channel.host, method: "initialize", failure)
            case .fail(let error): throw error
            }
        }
    }

    private func initializeCall(_ version: String) -> Call {
        Call(
            method: "initialize",
            params: [
                "protocolVersion": .string(version), "capabilities": identity.capabilities,
                "clientInfo": identity.info,
            ],
            silence: timeouts.silence)
    }

    private func settle(_ answer: JSONValue, sessionID: String?) async throws {
        let version = answer["protocolVersion"]?.text ?? ""
        let agreed = Wire.legacy(version: version, sessionID: sessionID)
        guard ProtocolRevision.legacy.contains(version) else {
            if sessionID != nil { await end(.legacy(version: ProtocolRevision.legacy[0], sessionID: sessionID)) }
            let theirs = version.isEmpty ? [] : [version.plainLine(limit: 40)]
            throw MCPError.unsupportedVersion(host: channel.host, ours: ProtocolRevision.all, theirs: theirs)
        }
        adopt(agreed, answer, isConfirmed: true)
        try await announce(on: agreed)
    }
}

extension MCPError {
    /// Refusals of the handshake that a server of another revision may give (ERA-6).
    fileprivate var mayMeanOtherEra: Bool {
        switch self {
        case .refused: true
        case .notMCP(_, let status, _): [400, 404, 405, 406].contains(status)
        default: false
        }
    }
}
