import MintCore

/// What is known of a profile beside its record: read from the database, and with `--introspect` from its server.
struct ProfileFacts: Sendable {
    var record: ProfileRecord
    var issuedToday: Int
    var discovery: DiscoveryRecord?
    var showsTrace = false
    var introspection: IntrospectionFacts?

    static func read(
        _ record: ProfileRecord, _ services: Services, showsTrace: Bool, at now: Timestamp
    ) async throws -> ProfileFacts {
        let today = now.rawValue / 86_400
        let issued = try await services.profiles.issuedTokens(of: record.id).first { $0.day == today }
        return ProfileFacts(
            record: record, issuedToday: issued?.count ?? 0,
            discovery: try await services.discoveries.discovery(of: record.id), showsTrace: showsTrace)
    }

    // MARK: - Lines

    /// Name and value; an empty name goes on with the value before.
    var lines: [(String, String)] {
        bondLines + [("tokens today", "\(issuedToday)")] + discoveryLines + (introspection?.lines ?? [])
    }

    private var bondLines: [(String, String)] {
        let bonds = record.bonds
        var lines: [(String, String)] = []
        if let rotation = record.rotation {
            lines.append(("rotation", "\(rotation.state.rawValue) since \(rotation.changedAt.utcText)"))
            lines.append(("", "\(record.rotateCommand) --status"))
        }
        // A second or two is the way that the answer took.
        if abs(bonds.clockSkew) > 2 {
            let direction = bonds.clockSkew > 0 ? "ahead" : "behind"
            lines.append(("clock", "the server's is \(bonds.clockSkew.magnitude) s \(direction)"))
        }
        if let hold = bonds.hold {
            lines.append(
                (
                    "hold",
                    "since \(hold.since.utcText): the server names \(hold.issuer.plainLine(limit: 160)) as its issuer"
                        + (hold.isAccepted ? "; kept to the old one, as an operator said" : "")
                ))
        }
        if let refresh = bonds.refresh {
            let end = refresh.expiresAt.map { "until \($0.utcText)" } ?? "the server does not say until when"
            lines.append(("refresh token", "kept, \(end)"))
        }
        if let key = bonds.dpopKey { lines.append(("DPoP key", key.thumbprint)) }
        if let registration = bonds.registration {
            lines.append(("registered", registration.registeredAt.utcText))
            if let url = registration.clientURI { lines.append(("", "managed at \(url.withoutQuery)")) }
        }
        return lines
    }

    private var discoveryLines: [(String, String)] {
        guard let discovery else { return showsTrace ? [("discovery", "none is kept")] : [] }
        let asked = (discovery.snapshot.resourceScopes ?? []).joined(separator: " ")
        let pinned = record.profile.requestedScopes
        // Least privilege is the operator's to choose; what the server suggests stands beside it (SC-3).
        let suggestion =
            asked.isEmpty || Set(Scopes.split(asked)) == Set(pinned)
            ? [] : [("server asks for", asked.plainLine(limit: 300))]
        var lines =
            suggestion
            + discovery.drift.enumerated().map { offset, change in
                (offset == 0 ? "drift" : "", (change.isGrave ? "! " : "") + change.words.plainLine(limit: 600))
            }
        if showsTrace {
            lines.append(("discovery", discovery.at.utcText))
            lines += discovery.trace.hops.map { ("", $0.line) }
        }
        return lines
    }

    // MARK: - JSON

    func json(_ policy: DuePolicy, at now: Timestamp) -> JSONValue {
        let bonds = record.bonds
        var members = JSONOutput.details(record, policy, at: now).members ?? [:]
        members["clock_skew"] = .int(Int64(bonds.clockSkew))
        members["refresh_token"] =
            bonds.refresh.map {
                ["issued_at": JSONOutput.time($0.issuedAt), "expires_at": JSONOutput.time($0.expiresAt)]
            } ?? .null
        members["dpop_key"] =
            bonds.dpopKey.map {
                ["thumbprint": .string($0.thumbprint), "created_at": JSONOutput.time($0.createdAt)]
            } ?? .null
        members["registration"] =
            bonds.registration.map {
                [
                    "registered_at": JSONOutput.time($0.registeredAt),
                    "client_uri": JSONOutput.text($0.clientURI?.text),
                ]
            } ?? .null
        members["tokens_today"] = .int(Int64(issuedToday))
        members["discovery"] = discovery.map(json) ?? .null
        if let introspection { members["introspection"] = introspection.json }
        return .object(members)
    }

    private func json(_ discovery: DiscoveryRecord) -> JSONValue {
        var members: [String: JSONValue] = [
            "at": JSONOutput.time(discovery.at),
            "drift": .array(
                discovery.drift.map { change in
                    [
                        "member": .string(change.member), "was": JSONOutput.text(change.was),
                        "now": JSONOutput.text(change.now), "grave": .bool(change.isGrave),
                    ]
                }),
        ]
        if showsTrace { members["trace"] = .array(discovery.trace.hops.map(\.json)) }
        return .object(members)
    }
}

extension Trace.Hop {
    /// For `--verbose` and `show --trace`.
    var line: String {
        let status = status.map { "\($0)" } ?? "---"
        return
            "\(milliseconds) ms  \(status)  \(method) \(url.plainLine())  \(purpose): \(verdict.plainLine())"
    }

    var json: JSONValue {
        [
            "purpose": .string(purpose), "method": .string(method), "url": .string(url),
            "status": status.map { .int(Int64($0)) } ?? .null, "milliseconds": .int(Int64(milliseconds)),
            "verdict": .string(verdict),
        ]
    }
}
