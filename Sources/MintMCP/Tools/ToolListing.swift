/// The tools of a server, in its order.
public struct ToolListing: Equatable, Sendable {
    public var tools: [Tool] = []
    /// Tools that were left out, for their description breaks a rule.
    public var dropped: [Dropped] = []

    public struct Dropped: Equatable, Sendable {
        /// As on the wire; empty where the entry had none.
        public var name: String
        /// One plain line.
        public var reason: String
    }

    public func tool(named name: String) -> Tool? { tools.first { $0.name == name } }
}
