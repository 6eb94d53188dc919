import HTTPTypes

extension MetadataFetcher {
    /// An answer, and what there is to say about it.
    struct Answer: Sendable {
        var response: TransportResponse
        var url: HTTPURL
        var purpose: String
        var milliseconds: Int
        /// When the request left; 0 where nothing is kept.
        var sentAt: Timestamp
        /// Whether a 304 may come.
        var isConditional: Bool
    }

    /// One answer; a 5xx or 429 is asked for again twice, after 0.3 s and 0.9 s.
    func answer(
        from url: HTTPURL, namedBy namer: Namer?, purpose: String, kept: CachedDocument?
    ) async throws -> Answer {
        for pause in [Duration.milliseconds(300), .milliseconds(900)] {
            let answer = try await ask(url, namedBy: namer, purpose: purpose, kept: kept)
            guard answer.response.status >= 500 || answer.response.status == 429 else { return answer }
            note(answer, "server trouble, asked again")
            try await clock.sleep(for: pause)
        }
        return try await ask(url, namedBy: namer, purpose: purpose, kept: kept)
    }

    private func ask(
        _ url: HTTPURL, namedBy namer: Namer?, purpose: String, kept: CachedDocument?
    ) async throws(TransportError) -> Answer {
        var headers: HTTPFields = [.accept: "application/json"]
        if freshness == .reloaded { headers[.cacheControl] = "no-cache" }
        if freshness != .reloaded, let kept, MetadataDocument(kept.body, at: url, resolved: nil) != nil {
            headers[.ifNoneMatch] = kept.entityTag
            headers[.ifModifiedSince] = kept.entityTag == nil ? kept.lastModified : nil
        }
        let limit = (namer ?? .operator).range
        let request = TransportRequest(.get, url, headers: headers, caFile: caFile, mostPrivate: limit)
        let sentAt = shelf?.now() ?? Timestamp(0)
        let (result, milliseconds) = await timed { () async throws(TransportError) in
            try await transport.send(request, deadline: Self.deadline)
        }
        switch result {
        case .success(let response):
            return Answer(
                response: response, url: url, purpose: purpose, milliseconds: milliseconds, sentAt: sentAt,
                isConditional: headers[.ifNoneMatch] != nil || headers[.ifModifiedSince] != nil)
        case .failure(let error):
            observe(
                Trace.Hop(
                    purpose: purpose, method: "GET", url: url.withoutQuery, status: nil, milliseconds: milliseconds,
                    verdict: error.headline))
            throw error
        }
    }

    func note(_ answer: Answer, _ verdict: String) {
        observe(
            Trace.Hop(
                purpose: answer.purpose, method: "GET", url: answer.url.withoutQuery, status: answer.response.status,
                milliseconds: answer.milliseconds, verdict: verdict))
    }
}

extension TransportResponse {
    /// Whether it points elsewhere (RFC 9110 §15.4).
    var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) }

    /// A page for people, where a document for programs should be (G14).
    var isHTML: Bool {
        headers[.contentType]?.lowercased().contains("html") == true
            || body.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "<")
    }
}

/// What a throwing call gave, and how many whole milliseconds it took.
func timed<R: Sendable, E: Error>(
    _ body: () async throws(E) -> R
) async -> (result: Result<R, E>, milliseconds: Int) {
    let start = ContinuousClock.now
    let result: Result<R, E>
    do throws(E) { result = .success(try await body()) } catch { result = .failure(error) }
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return (result, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
}
