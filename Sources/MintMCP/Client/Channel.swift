import HTTPTypes
import MintCore

/// The MCP endpoint over the transport: every request with its token (LC-1), every answer bounded and traced.
struct Channel: Sendable {
    let server: HTTPURL
    let transport: any HTTPTransport
    let tokens: any TokenSource
    let caFile: String?
    /// The most bytes of one answer.
    let limit: Int
    let clock: any Clock<Duration>
    let trace: @Sendable (Trace.Hop) -> Void

    var host: String { server.hostAndPort }

    /// Sends the request; after a 401 once more with a fresh token (LC-4), after a demand for more scopes with a wider
    /// one where the source gives it (SC-4).
    ///
    /// - Throws: ``MCPError`` for what authentication, load or redirects say; ``TransportError``; what the token's
    ///   source throws.
    func open(_ request: Outgoing) async throws -> Opened {
        var opened = try await sendWithNonce(request, token: try await tokens.token())
        if opened.status == 401 { opened = try await openRefused(request, opened) }
        for _ in 0..<Self.mostWidenings {
            guard opened.status == 403, let held = opened.token else { break }
            let challenges = opened.challenges
            guard
                let wider = try await tokens.widened(
                    held, challenges: challenges, operation: request.operation ?? request.purpose)
            else { break }
            note(opened, "more scopes are wanted; asking with a wider token")
            await discard(opened)
            opened = try await sendWithNonce(request, token: wider)
        }
        if opened.status == 401 { throw unauthorized(opened) }
        return try admit(opened)
    }

    /// Whatever the source thinks: a server that always wants something else is not followed for ever (SC-6).
    private static let mostWidenings = 2

    /// Once more with a fresh token; the source may know one although the request carried none.
    private func openRefused(_ request: Outgoing, _ first: Opened) async throws -> Opened {
        let challenges = first.challenges
        note(first, first.token == nil ? "asks for a token" : "the token is refused; asking for a fresh one")
        await discard(first)
        let fresh: AccessToken
        do { fresh = try await tokens.replacement(of: first.token, challenges: challenges) } catch {
            guard first.token == nil, case TokenServiceError.noCredential = error else { throw error }
            throw MCPError.unauthorized(host: host, challenges: challenges, hadToken: false)
        }
        return try await sendWithNonce(request, token: fresh)
    }

    private func unauthorized(_ opened: Opened) -> MCPError {
        note(opened, "the fresh token is refused too")
        let refusal = opened.challenges.map { scrub($0, of: opened.token) }
        return MCPError.unauthorized(host: host, challenges: refusal, hadToken: true)
    }

    /// A nonce that the server asks for costs one repetition with a new proof (DP-6).
    private func sendWithNonce(_ request: Outgoing, token: AccessToken?) async throws -> Opened {
        let first = try await send(request, token: token)
        guard let token, token.wantsRepetition(after: first.status, first.headers, from: server) else { return first }
        note(first, "wants a nonce in the proof; sending it")
        await discard(first)
        let second = try await send(request, token: token)
        _ = token.wantsRepetition(after: second.status, second.headers, from: server)
        return second
    }

    /// Sends the request once, with this token, and takes any answer.
    func send(_ request: Outgoing, token: AccessToken?) async throws -> Opened {
        var sent = TransportRequest(
            request.method, server, headers: request.headers, body: request.body, limit: limit, caFile: caFile)
        if let token { try await authorize(&sent, with: token) }
        let watch = Stopwatch(clock)
        do {
            let stream = try await transport.open(sent, deadline: request.silence)
            return Opened(
                purpose: request.purpose, method: request.method, status: stream.status, headers: stream.headers,
                chunks: stream.chunks, token: token, watch: watch)
        } catch {
            trace(
                Trace.Hop(
                    purpose: request.purpose, method: request.method.rawValue, url: server.withoutQuery, status: nil,
                    milliseconds: watch.milliseconds, verdict: error.headline))
            throw error
        }
    }

    private func authorize(_ request: inout TransportRequest, with token: AccessToken) async throws {
        // The transport refuses this as well; a token is worth two locks (NET-1).
        guard server.mayCarryCredentials else { throw TransportError.insecure(server) }
        let isSendable = token.value.withText { text in
            !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        }
        guard isSendable == true else { throw MCPError.unsendableToken(host: host) }
        try await token.authorize(&request.headers, request.method, server)
    }

    /// Stops at answers that say nothing about the request itself.
    private func admit(_ opened: Opened) throws -> Opened {
        switch opened.status {
        case 403 where !opened.challenges.isEmpty:
            note(opened, "forbidden")
            let challenges = opened.challenges.map { scrub($0, of: opened.token) }
            throw MCPError.forbidden(host: host, challenges: challenges, message: nil)
        case 429, 502, 503, 504:
            note(opened, "busy or down")
            let wait = opened.headers[text: MCPField.retryAfter].map { $0.plainLine(limit: 40) }
            throw MCPError.busy(host: host, status: opened.status, retryAfter: wait)
        case 300..<400:
            note(opened, "a redirect, not followed")
            let location = opened.headers[.location].map { scrub($0, of: opened.token).plainLine(limit: 200) }
            throw MCPError.redirected(host: host, status: opened.status, location: location)
        default: return opened
        }
    }

    /// Writes a finished request into the trace.
    func note(_ opened: Opened, _ verdict: String) {
        trace(
            Trace.Hop(
                purpose: opened.purpose, method: opened.method.rawValue, url: server.withoutQuery,
                status: opened.status, milliseconds: opened.watch.milliseconds, verdict: verdict))
    }

    /// Server text without our token, which an echoing server may put there.
    func scrub(_ text: String, of token: AccessToken?) -> String {
        guard let token = token?.value, !token.isEmpty else { return text }
        return token.withText { text.replacing($0, with: "<token>") } ?? text
    }
}

extension Opened {
    var challenges: [String] { headers[values: .wwwAuthenticate] }
}
