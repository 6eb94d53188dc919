import HTTPTypes

/// Asks for one JSON document without credentials: a few redirects followed, 5xx tried again, everything noted.
struct MetadataFetcher: Sendable {
    let transport: any HTTPTransport
    let clock: any Clock<Duration>
    let shelf: MetadataShelf?
    let freshness: Discovery.Freshness
    let caFile: String?
    let observe: @Sendable (Trace.Hop) -> Void

    static let deadline: Duration = .seconds(20)
    static let mostRedirects = 3

    /// Reads the document at a URL. What is not there (any 4xx), no JSON object, or not what the reader looks for is passed
    /// over (PRM-4, AS-3).
    ///
    /// - Parameters:
    ///   - namer: Who named the URL; `nil` for what the operator typed, which may be anywhere.
    ///   - reader: May be called twice: on what is kept, then on what is fetched.
    /// - Throws: ``TransportError``; ``DiscoveryError`` for a lasting 5xx, for a redirect that must not be followed, and what
    ///   the reader throws.
    func read<Value: Sendable>(
        _ url: HTTPURL, namedBy namer: Namer?, purpose: String,
        _ reader: (MetadataDocument) throws(DiscoveryError) -> Reading<Value>
    ) async throws -> Outcome<Value> {
        var (target, namer) = (url, namer)
        for _ in 0...Self.mostRedirects {
            let kept = await shelf?.document(at: target, caFile: caFile)
            if freshness == .cached, let value = fresh(kept, at: target, purpose: purpose, reader) {
                return .found(value)
            }
            let answer = try await answer(from: target, namedBy: namer, purpose: purpose, kept: kept)
            guard answer.response.isRedirect else {
                return try await conclude(answer, kept: kept, reader).asked(at: url, answeredBy: target)
            }
            // The redirect itself is never kept: it is the part that an operator moves.
            await shelf?.bury(kept, at: target, caFile: caFile)
            (target, namer) = try redirect(answer)
        }
        throw DiscoveryError.tooManyRedirects(url.withoutQuery)
    }

    private func fresh<Value: Sendable>(
        _ kept: CachedDocument?, at url: HTTPURL, purpose: String,
        _ reader: (MetadataDocument) throws(DiscoveryError) -> Reading<Value>
    ) -> Value? {
        guard let shelf, let kept, kept.isFresh(at: shelf.now()),
            let document = MetadataDocument(kept.body, at: url, resolved: nil),
            // What is kept may not do for this reader; then the server is asked before anybody is told so.
            case .found(let value, let verdict)? = try? reader(document)
        else { return nil }
        observe(
            Trace.Hop(
                purpose: purpose, method: "GET", url: url.withoutQuery, status: nil, milliseconds: 0,
                verdict: "cached: \(verdict)"))
        return value
    }

    /// Reads the last answer, keeps it where it may be kept, and notes what came of it.
    private func conclude<Value: Sendable>(
        _ answer: Answer, kept: CachedDocument?,
        _ reader: (MetadataDocument) throws(DiscoveryError) -> Reading<Value>
    ) async throws -> Outcome<Value> {
        let response = answer.response
        let isConfirmed = response.status == 304 && answer.isConditional
        guard response.status == 200 || isConfirmed else {
            guard (400..<500).contains(response.status) else {
                note(answer, "server trouble")
                throw DiscoveryError.answer(status: response.status, url: answer.url.withoutQuery)
            }
            return await pass(answer, kept, verdict: "not here", "HTTP \(response.status)")
        }
        let body = isConfirmed ? kept?.body ?? [] : response.body
        guard let document = MetadataDocument(body, at: answer.url, resolved: response.addressRange) else {
            return await pass(answer, kept, response.isHTML ? DiscoveryError.Attempt.html : "not a JSON object")
        }
        do throws(DiscoveryError) {
            switch try reader(document) {
            case .passedOver(let reason): return await pass(answer, kept, reason)
            case .found(let value, let verdict):
                note(answer, isConfirmed ? "not changed: \(verdict)" : verdict)
                await shelf?.keep(answer, kept: kept, caFile: caFile)
                return .found(value)
            }
        } catch {
            note(answer, "refused: \(error.headline)")
            await shelf?.bury(kept, at: answer.url, caFile: caFile)
            throw error
        }
    }

    private func pass<Value: Sendable>(
        _ answer: Answer, _ kept: CachedDocument?, verdict: String? = nil, _ reason: String
    ) async -> Outcome<Value> {
        note(answer, verdict ?? "\(reason), passed over")
        await shelf?.bury(kept, at: answer.url, caFile: caFile)
        return .passedOver(DiscoveryError.Attempt(url: answer.url.withoutQuery, outcome: reason))
    }

    /// The next hop: never from https to http, never into a more private network than the hop that names it (NET-6).
    func redirect(_ answer: Answer) throws(DiscoveryError) -> (HTTPURL, Namer) {
        note(answer, "redirect")
        let location = answer.response.headers[.location] ?? ""
        let namer = Namer(answer.url, resolved: answer.response.addressRange)
        guard let target = answer.url.resolving(location) else {
            throw .urlRefused(location, namedBy: namer.name, reason: "not an http(s) URL")
        }
        if answer.url.isSecure, !target.isSecure {
            throw .urlRefused(target.withoutQuery, namedBy: namer.name, reason: "it leads from https to http")
        }
        return (try namer.checked(target), namer)
    }
}

extension Outcome {
    /// What was passed over after a redirect is told by the address that was asked.
    fileprivate func asked(at url: HTTPURL, answeredBy target: HTTPURL) -> Outcome {
        guard case .passedOver(let attempt) = self, target.text != url.text else { return self }
        return .passedOver(
            DiscoveryError.Attempt(
                url: url.withoutQuery, outcome: "redirects to \(target.withoutQuery): \(attempt.outcome)"))
    }
}
