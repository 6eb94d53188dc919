internal import HTTPTypes

/// The control interface: what was asked of the sandbox, and how it is to behave from now on.
///
/// - `GET log`: the requests seen, oldest first; `POST reset-log` forgets them. Control requests are not among them.
/// - `POST fault`, `client`, `metadata`, `mcp`, `clock`, `rotate-signing-key`: see the function of that name.
///
/// Whoever can reach the loopback port can use it: the sandbox guards nothing real.
struct Control: Sendable {
    let layout: Layout
    let world: World

    func respond(_ request: IncomingRequest) -> Answer {
        if let origin = request.headers[.origin], origin != layout.origin {
            return Self.refusal("a page of another origin may not do this", status: .forbidden)
        }
        switch (request.method, request.path) {
        case (.get, "/control/log"): return .json(world.update { state in state.log.json }).notStored
        case (.post, "/control/reset-log"): return perform(request) { (_, state) in state.log.reset() }
        case (.post, "/control/fault"): return perform(request, fault)
        case (.post, "/control/client"): return perform(request, client)
        case (.post, "/control/metadata"): return perform(request, metadata)
        case (.post, "/control/mcp"): return perform(request, mcp)
        case (.post, "/control/clock"): return perform(request, clock)
        case (.post, "/control/rotate-signing-key"): return perform(request, rotateSigningKey)
        case (_, "/control/log"): return .methodNotAllowed([.get])
        case (_, let path) where Self.posts.contains(path): return .methodNotAllowed([.post])
        default: return Self.refusal("no such control", status: .notFound)
        }
    }

    private static let posts: Set<String> = [
        "/control/reset-log", "/control/fault", "/control/client", "/control/metadata", "/control/mcp",
        "/control/clock", "/control/rotate-signing-key",
    ]

    typealias Action = (inout ControlCommand, inout SandboxState) throws(ControlCommand.Refusal) -> Void

    /// All of a command happens or none: it works on a copy of the state.
    private func perform(_ request: IncomingRequest, _ action: Action) -> Answer {
        do throws(ControlCommand.Refusal) {
            var command = try ControlCommand(request.body)
            try world.update { (state) throws(ControlCommand.Refusal) in
                var changed = state
                try action(&command, &changed)
                try command.finish()
                state = changed
            }
            return Answer.json(["schema_version": .integer(1), "ok": .bool(true)]).notStored
        } catch {
            return Self.refusal(error.description, status: error.isNotFound ? .notFound : .badRequest)
        }
    }

    static func refusal(_ description: String, status: HTTPResponse.Status) -> Answer {
        let error: JSONValue = status == .notFound ? "not_found" : "refused"
        return Answer.json(
            ["schema_version": .integer(1), "error": error, "error_description": .string(description)], status: status)
    }
}
