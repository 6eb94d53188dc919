public import MintCore

/// Opens connections to one MCP server over Streamable HTTP, in whichever wire revision the server speaks.
public struct MCPClient: Sendable {
    private let channel: Channel
    private let identity: ClientIdentity
    private let timeouts: MCPTimeouts

    /// - Parameters:
    ///   - tokens: Asked before every request; a server used without a token gives `nil`.
    ///   - caFile: A PEM file trusted beside the system's roots.
    ///   - answerLimit: The most bytes of one answer; a longer one is ``TransportError/tooLarge(host:limit:)``.
    ///   - clock: Measures the absolute maximum and the waits between reconnections.
    ///   - trace: Called once for every HTTP request, when its answer was read.
    public init(
        server: HTTPURL, transport: any HTTPTransport, tokens: any TokenSource, caFile: String? = nil,
        identity: ClientIdentity, timeouts: MCPTimeouts = MCPTimeouts(), answerLimit: Int = 8 << 20,
        clock: any Clock<Duration> = ContinuousClock(), trace: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) {
        self.identity = identity
        self.timeouts = timeouts
        channel = Channel(
            server: server, transport: transport, tokens: tokens, caFile: caFile, limit: answerLimit, clock: clock,
            trace: trace)
    }

    /// Agrees on a revision with the server (ERA-1 to ERA-6).
    ///
    /// - Parameter preferring: The revision that a stored session names. A known modern server is then not asked at
    ///   all before the first real request, a known legacy one gets its handshake without a probe; where that turns
    ///   out to be outdated, the server is probed anew.
    /// - Throws: ``MCPError``, ``TransportError``, `CancellationError`, and what the token's source throws.
    public func connect(preferring: String? = nil) async throws -> MCPConnection {
        let connection = MCPConnection(channel: channel, identity: identity, timeouts: timeouts)
        do {
            try await connection.start(preferring: preferring)
        } catch {
            await connection.close()
            throw error
        }
        return connection
    }

    /// Runs `body` with a connection, and closes it on return, throw, or cancellation.
    public func withConnection<R: Sendable>(
        preferring: String? = nil, _ body: (MCPConnection) async throws -> R
    ) async throws -> R {
        let connection = try await connect(preferring: preferring)
        do {
            let result = try await body(connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }
}
