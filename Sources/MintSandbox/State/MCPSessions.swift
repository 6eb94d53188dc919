/// A legacy session (2025-11-25), bound to the client that opened it.
struct MCPSession: Sendable, Equatable {
    let client: String
    let resource: String
    let version: String
    var isInitialized = false
}

/// The legacy sessions by id; the oldest go when there are too many.
struct MCPSessions: Sendable {
    private static let capacity = 1_000
    private var sessions: [String: MCPSession] = [:]
    private var order: [String] = []

    subscript(_ id: String) -> MCPSession? { sessions[id] }

    mutating func open(_ session: MCPSession, id: String) {
        if order.count == Self.capacity { sessions[order.removeFirst()] = nil }
        sessions[id] = session
        order.append(id)
    }

    mutating func markInitialized(_ id: String) { sessions[id]?.isInitialized = true }

    mutating func close(_ id: String) {
        sessions[id] = nil
        order.removeAll { $0 == id }
    }

    /// As a restart of the server would.
    mutating func closeAll() {
        sessions = [:]
        order = []
    }
}
