import MintCore

/// What can go wrong in an MCP exchange, besides the network (``TransportError``) and the token's own source.
public enum MCPError: Error, Equatable {
    /// A JSON-RPC error to our request `method`.
    case refused(host: String, method: String, RPCFailure)
    /// No JSON-RPC came back; the excerpt is one plain line, empty for an empty answer.
    case notMCP(host: String, status: Int, excerpt: String)
    /// HTTP 401, after one fresh token where there was a token (LC-4). Challenges: the `WWW-Authenticate` field lines.
    case unauthorized(host: String, challenges: [String], hadToken: Bool)
    /// HTTP 403: this principal may not, or not with the scopes of this token.
    case forbidden(host: String, challenges: [String], message: String?)
    /// HTTP 429, 502, 503 or 504: says nothing about the token (LC-11). The wait is as the server worded it.
    case busy(host: String, status: Int, retryAfter: String?)
    /// A redirect, which is not followed with a credential (NET-7).
    case redirected(host: String, status: Int, location: String?)
    case unsupportedVersion(host: String, ours: [String], theirs: [String])
    /// The operation took longer than its absolute maximum.
    case timedOut(host: String, method: String, after: Duration)
    /// The answer broke off and the request was not repeated, for it may have been carried out (LC-6).
    case streamLost(host: String, method: String)
    /// The server ended the session (HTTP 404); a new one is there, the request was not repeated.
    case sessionEnded(host: String, method: String)
    case protocolViolation(host: String, String)
    /// A list that does not end (M26-15).
    case endlessList(host: String, reason: String)
    /// The tool wants answers from a person or a model, which we did not offer (M26-18).
    case needsInput(host: String, tool: String, wants: [String])
    /// The tool can only be called as a task (M25-9).
    case needsTask(host: String, tool: String)
    /// The tool's own description forbids to call it (M26-8).
    case unusableTool(host: String, tool: String, reason: String)
    /// An argument that must go into a header but cannot.
    case unsendableArgument(tool: String, name: String, reason: String)
    /// A token with characters that no header may carry.
    case unsendableToken(host: String)
}
