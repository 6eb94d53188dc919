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

    /// Sends the request; after a 401 once more with a fresh token (LC-4).
    ///
    /// - Throws: ``MCPError`` for what authentication, load or redirects say; ``TransportError``; what the token's
    ///   source throws.
    func open(_ request: Outgoing) async throws -> Opened {
        let token = try await tokens.token()
        let first = try await send(request, token: token)
        guard first.status == 401 else { return try admit(first) }
        let challenges = first.challenges
        guard let token else {
            note(first, "asks for a token, and there is none")
            throw MCPError.unauthorized(host: host, challenges: challenges, hadToken: false)
        }
        note(first, "the token is refused; asking for a fresh one")
        await discard(first)
        let fresh = try await tokens.replacement(of: token, challenges: challenges)
        let second = try await send(request, token: fresh)
        guard second.status == 401 else { return try admit(second) }
        note(second, "the fresh token is refused too")
        let refusal = second.challenges.map { scrub($0, of: fresh) }
        throw MCPError.unauthorized(host: host, challenges: refusal, hadToken: true)
    }

    /// Sends the request once, with this token, and takes any answer.
    func send(_ request: Outgoing, token: Secret?) async throws -> Opened {
        var sent = TransportRequest(
            request.method, server, headers: request.headers, body: request.body, limit: limit, caFile: caFile)
        if let token { sent.headers[.authorization] = try bearer(token) }
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

    private func bearer(_ token: Secret) throws -> String {
        // The transport refuses this as well; a token is worth two locks (NET-1).
        guard server.mayCarryCredentials else { throw TransportError.insecure(server) }
        let value = token.withText { text in
            text.utf8.allSatisfy { (0x21...0x7E).contains($0) } && !text.isEmpty ? "Bearer " + text : nil
        }
        guard let value, let value else { throw MCPError.unsendableToken(host: host) }
        return value
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
    func scrub(_ text: String, of token: Secret?) -> String {
        guard let token, !token.isEmpty else { return text }
        return token.withText { text.replacing($0, with: "<token>") } ?? text
    }
}

extension Opened {
    var challenges: [String] { headers[values: .wwwAuthenticate] }
}
