import HTTPTypes

/// Asks for one JSON document without credentials: a few redirects followed, 5xx tried again, everything noted.
struct MetadataFetcher: Sendable {
    let transport: any HTTPTransport
    let clock: any Clock<Duration>
    let caFile: String?
    /// The most private address range that a URL named by somebody else may point to (NET-4).
    let mostPrivate: AddressRange
    let observe: @Sendable (Trace.Hop) -> Void

    static let deadline: Duration = .seconds(20)

    /// - Returns: `nil` where the document is not there: any 4xx, or a 200 that is no JSON object (PRM-4, AS-3).
    /// - Throws: ``TransportError``; ``DiscoveryError`` for a lasting 5xx or a redirect that must not be followed.
    func document(at url: HTTPURL, purpose: String) async throws -> JSONValue? {
        var target = url
        for _ in 0...3 {
            let response = try await answer(from: target, purpose: purpose)
            switch response.status {
            case 200: return JSONValue(bytes: response.body).flatMap { $0.members == nil ? nil : $0 }
            case 301, 302, 303, 307, 308: target = try redirect(of: response, from: target)
            case 400..<500: return nil
            default: throw DiscoveryError.answer(status: response.status, url: target.withoutQuery)
            }
        }
        throw DiscoveryError.tooManyRedirects(url.withoutQuery)
    }

    /// One answer; a 5xx or 429 is asked for again twice, after 0.3 s and 0.9 s.
    private func answer(from url: HTTPURL, purpose: String) async throws -> TransportResponse {
        for pause in [Duration.milliseconds(300), .milliseconds(900)] {
            let response = try await send(url, purpose: purpose)
            guard response.status >= 500 || response.status == 429 else { return response }
            try await clock.sleep(for: pause)
        }
        return try await send(url, purpose: purpose)
    }

    private func send(_ url: HTTPURL, purpose: String) async throws(TransportError) -> TransportResponse {
        let request = TransportRequest(.get, url, headers: [.accept: "application/json"], caFile: caFile)
        let (result, milliseconds) = await timed { () async throws(TransportError) in
            try await transport.send(request, deadline: Self.deadline)
        }
        switch result {
        case .success(let response):
            observe(
                Trace.Hop(
                    purpose: purpose, method: "GET", url: url.withoutQuery, status: response.status,
                    milliseconds: milliseconds, verdict: verdict(on: response)))
            return response
        case .failure(let error):
            observe(
                Trace.Hop(
                    purpose: purpose, method: "GET", url: url.withoutQuery, status: nil, milliseconds: milliseconds,
                    verdict: error.headline))
            throw error
        }
    }

    private func verdict(on response: TransportResponse) -> String {
        switch response.status {
        case 200: JSONValue(bytes: response.body)?.members == nil ? "not a JSON object, passed over" : "read"
        case 300..<400: "redirect"
        case 400..<500: "not here"
        default: "server trouble"
        }
    }

    /// The next hop of a redirect: same scheme or better, absolute or on the same host, within the address rules (NET-6).
    private func redirect(of response: TransportResponse, from url: HTTPURL) throws -> HTTPURL {
        let location = response.headers[.location] ?? ""
        guard let target = HTTPURL(location.hasPrefix("/") ? url.origin + location : location) else {
            throw DiscoveryError.urlRefused(location, namedBy: url.hostAndPort, reason: "not an http(s) URL")
        }
        return try checked(target, namedBy: url.hostAndPort)
    }

    /// - Throws: ``DiscoveryError/urlRefused(_:namedBy:reason:)``
    func checked(_ url: HTTPURL, namedBy source: String) throws -> HTTPURL {
        if !url.mayCarryCredentials {
            throw DiscoveryError.urlRefused(url.withoutQuery, namedBy: source, reason: "plain http to another machine")
        }
        if AddressRange(of: url) > mostPrivate {
            throw DiscoveryError.urlRefused(
                url.withoutQuery, namedBy: source, reason: "it points into a more private network than \(source) is in")
        }
        return url
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
