/// What the protected servers speak; changed through the control interface.
struct MCPSettings: Sendable, Equatable {
    enum Answers: String, Sendable {
        /// JSON to modern clients, events to legacy ones: what servers built with the usual libraries do.
        case auto, json, sse
    }

    enum Revisions: String, Sendable {
        case both, modern, legacy
    }

    var answers = Answers.auto
    var revisions = Revisions.both
    /// Small, so that every `tools/list` has to follow a cursor.
    var pageSize = 3
    /// An extension that a modern client must declare (-32021 otherwise).
    var requiredExtension: String?
}
