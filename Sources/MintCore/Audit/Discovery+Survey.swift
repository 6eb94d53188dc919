extension Discovery {
    /// Everything that anybody can see of a server and of its authorization server: the part of an audit's evidence that
    /// needs no login.
    ///
    /// Other than ``discover(_:issuer:caFile:allowsLegacyDiscovery:freshness:observe:)`` it looks at *every* place where a
    /// document may be, and what is missing or wrong is kept, not thrown. Nothing is read from a cache, and no credential
    /// takes part in it.
    ///
    /// - Parameters:
    ///   - server: In canonical form (``ResourceIdentifier/canonical(_:)``).
    ///   - issuer: The operator's choice; `nil` takes the first that the server lists.
    ///   - observe: Hears of every hop as it ends.
    /// - Throws: ``TransportError`` where the server itself cannot be reached; `CancellationError`. One that is there with a
    ///   certificate that does not hold, or with a body without end, is evidence.
    public func survey(
        _ server: HTTPURL, grant: Grant = .clientCredentials, issuer: String? = nil, caFile: String? = nil,
        observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> AuditEvidence {
        var evidence = AuditEvidence(server: server, grant: grant)
        var range: AddressRange?
        do {
            let answer = try await knock(at: server, caFile: caFile, purpose: "challenge", observe: observe)
            evidence.unauthenticated = AuditEvidence.Answer(answer)
            range = answer.addressRange
        } catch let error as TransportError {
            guard let reason = error.fault else { throw error }
            evidence.unanswered = reason
            if case .tls(let host, let failure) = error {
                evidence.certificates.append(AuditEvidence.Certificate(host: host, problem: failure.sentence))
            }
        }
        let fetcher = MetadataFetcher(
            transport: transport, clock: clock, shelf: nil, freshness: .reloaded, caFile: caFile, observe: observe)
        var survey = Survey(fetcher: fetcher, evidence: evidence)
        try await survey.lookForResource(from: Namer(server, resolved: range))
        try await survey.lookForServer(named: issuer)
        return survey.evidence
    }
}

/// One survey under way.
private struct Survey {
    let fetcher: MetadataFetcher
    var evidence: AuditEvidence
    /// Who spoke in the document at a place.
    private var namers: [AuditEvidence.Place: Namer] = [:]

    init(fetcher: MetadataFetcher, evidence: AuditEvidence) {
        self.fetcher = fetcher
        self.evidence = evidence
    }

    /// The challenge's address, the server's own path and the root (PRM-1). A client stops at the first (PRM-2); whether they
    /// agree is the audit's question.
    mutating func lookForResource(from asked: Namer) async throws {
        var done: Set<String> = []
        if let text = evidence.challenge?.resourceMetadata, let named = HTTPURL(text) {
            if let reason = asked.objection(to: named) {
                note(AuditEvidence.Document(.challenge, named, status: nil, trouble: "was not asked: \(reason)"))
            } else {
                done.insert(named.text)
                // The operator named the host, if not the path.
                let isAtHome = named.host == evidence.server.host
                try await look(.challenge, at: named, namedBy: isAtHome ? nil : asked)
            }
        }
        for (place, url) in zip(
            [.path, .root] as [AuditEvidence.Place], WellKnown.protectedResource(of: evidence.server))
        where !done.contains(url.text) {
            try await look(place, at: url, namedBy: nil)
        }
    }

    /// Every candidate (AS-1), and only where none has a document the places of usual mistakes: no client looks there, and a
    /// root document is no candidate for an issuer that has a path (AS-2).
    mutating func lookForServer(named operators: String?) async throws {
        evidence.issuer = operators ?? evidence.listedIssuers.first
        guard let issuer = evidence.issuer, let url = HTTPURL(issuer), url.query == nil, !url.hasFragment else {
            return
        }
        let namer = operators == nil ? evidence.resourceDocument.flatMap { namers[$0.place] } : nil
        guard (namer ?? .operator).objection(to: url) == nil else { return }
        for (place, candidate) in zip(
            [.oauth, .openID, .openIDAppended] as [AuditEvidence.Place], WellKnown.authorizationServer(of: url))
        {
            try await look(place, at: candidate, namedBy: namer)
        }
        guard evidence.foundServerDocuments.isEmpty, !url.path.withoutFinalSlash.isEmpty else { return }
        let suffix = "/.well-known/oauth-authorization-server"
        for text in [url.origin + suffix, issuer.withoutFinalSlash + suffix] {
            guard let stray = HTTPURL(text) else { continue }
            let found = try await fetcher.look(.elsewhere, at: stray, namedBy: namer).document
            // Another issuer's document proves nothing of this one.
            guard found.members?["issuer"]?.text?.withoutFinalSlash == issuer.withoutFinalSlash else { continue }
            return note(found)
        }
    }

    private mutating func look(_ place: AuditEvidence.Place, at url: HTTPURL, namedBy namer: Namer?) async throws {
        let look = try await fetcher.look(place, at: url, namedBy: namer)
        namers[place] = look.namer
        switch look.failure {
        case .tls(let host, let failure)?:
            if !evidence.certificates.contains(where: { $0.host == host }) {
                evidence.certificates.append(AuditEvidence.Certificate(host: host, problem: failure.sentence))
            }
        case .addressTooPrivate?: evidence.privateHosts.insert(look.target.host)
        default: break
        }
        note(look.document)
    }

    private mutating func note(_ document: AuditEvidence.Document) {
        if document.place < .oauth {
            evidence.resourceDocuments.append(document)
        } else {
            evidence.serverDocuments.append(document)
        }
    }
}

extension Namer {
    /// Why it may not name this URL; `nil` where it may.
    fileprivate func objection(to url: HTTPURL) -> String? {
        do throws(DiscoveryError) {
            _ = try checked(url)
            return nil
        } catch {
            return error.reason
        }
    }
}

extension TransportError {
    /// What is to be judged of a server that is there; `nil` where it was not reached.
    fileprivate var fault: String? {
        switch self {
        case .tls(_, let failure): "TLS failed: \(failure.sentence)"
        case .tooLarge(_, let limit): "more than \(limit / 1024) KiB came"
        default: nil
        }
    }
}
