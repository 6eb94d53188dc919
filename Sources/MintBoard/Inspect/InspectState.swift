import MintCore

/// One profile, pane by pane. Holds what may be shown of a token, never the token.
struct InspectState: Equatable, Sendable {
    let profile: ProfileID
    var tab = InspectTab.token
    /// The first line shown of each pane.
    var tops: [InspectTab: Int] = [:]
    var reading = Look<TokenReading?>()
    var leftovers = Look<[UnnamedItem]>()
    var discovery = Look<DiscoveryRecord?>()
    var history = Look<[AuditEvent]>()
    var tools = Look<ToolShelf>()
    /// The tool that keys act on.
    var tool = 0
    /// Present while a tool is being called or about to be.
    var form: ToolForm?
    /// Waits for a yes; anything else is a no.
    var question: Question?

    enum Question: Equatable, Sendable {
        case acceptDrift
        /// The tool does not say that it only reads.
        case call(ToolCall)
    }

    init(_ profile: ProfileID) { self.profile = profile }

    var top: Int {
        get { tops[tab] ?? 0 }
        set { tops[tab] = newValue }
    }

    var selectedTool: ServerTool? {
        guard let tools = tools.value?.tools, tools.indices.contains(tool) else { return nil }
        return tools[tool]
    }

    /// Whether the pane that is shown waits for something.
    var isWaiting: Bool {
        switch tab {
        case .token: reading.isWaiting
        case .credential: leftovers.isWaiting
        case .discovery: discovery.isWaiting
        case .server: tools.isWaiting || form?.call.isWaiting == true
        case .history: history.isWaiting
        case .use: false
        }
    }

    /// Gives up what the pane that is shown waits for.
    mutating func cancelShown() -> [Attempt] {
        let found: [Attempt?] =
            switch tab {
            case .token: [reading.cancel()]
            case .credential: [leftovers.cancel()]
            case .discovery: [discovery.cancel()]
            case .server: [tools.cancel(), form?.call.cancel()]
            case .history: [history.cancel()]
            case .use: []
            }
        return found.compactMap(\.self)
    }

    /// Gives up everything.
    mutating func cancelAll() -> [Attempt] {
        let shown = tab
        defer { tab = shown }
        return InspectTab.allCases.flatMap { tab in
            self.tab = tab
            return cancelShown()
        }
    }
}
