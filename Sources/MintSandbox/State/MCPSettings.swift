/// What the protected servers speak; changed through the control interface.
struct MCPSettings: Sendable, Equatable {
    enum Answers: String, Sendable {
        /// JSON to modern clients, events to legacy ones: what servers built with the usual libraries do.
        case auto, json, sse
    }

    enum Revisions: String, Sendable {
        case both, modern, legacy
    }

    enum Tokens: String, Sendable {
        /// What is right of a token decides; or none is, and a challenge says so; or nothing says so.
        case accept, refuse
        case refuseSilently = "refuse-silently"
    }

    enum ResourceMetadata: String, Sendable {
        /// With a link in each challenge; without one; not at all (PRM-1).
        case published, unlinked, missing
    }

    var tokens = Tokens.accept
    /// The authorization servers whose tokens are accepted, as the resource metadata lists them.
    var issuers: [Authority] = [.first]
    /// What the resource metadata calls this resource, where that is wrong.
    var resource: String?
    var resourceMetadata = ResourceMetadata.published
    /// Lists tools whose `x-mcp-header` breaks a rule, which clients leave out (M26-8).
    var listsBrokenTools = false
    var answers = Answers.auto
    var revisions = Revisions.both
    /// Small, so that every `tools/list` has to follow a cursor.
    var pageSize = 3
    /// An extension that a modern client must declare (-32021 otherwise).
    var requiredExtension: String?
}
