internal import HTTPTypes

/// The control interface: what was asked of the sandbox, and how it is to behave from now on.
///
/// - `GET log`: the requests seen, oldest first; `POST reset-log` forgets them. Control requests are not among them.
/// - `POST fault`, `client`, `metadata`, `mcp`, `clock`, `rotate-signing-key`, `consent`, `device`,
///   `registration`, `client-document`, `dpop`: see the function of that name.
/// - `POST workload-token`, `id-token`: give out what platforms and identity providers sign.
///
/// Whoever can reach the loopback port can use it: the sandbox guards nothing real.
struct Control: Sendable {
    let layout: Layout
    let world: World

    func respond(_ request: IncomingRequest) -> Answer {
        if let origin = request.headers[.origin], origin != layout.origin {
            return Self.refusal("a page of another origin may not do this", status: .forbidden)
        }
        let name = String(request.path.dropFirst("/control/".count))
        if name == "log" {
            guard request.method == .get else { return .methodNotAllowed([.get]) }
            return .json(world.update { state in state.log.json }).notStored
        }
        guard let action = action(name) else { return Self.refusal("no such control", status: .notFound) }
        guard request.method == .post else { return .methodNotAllowed([.post]) }
        return perform(request, action)
    }

    /// Changes the state as a command says; what it returns is added to the answer.
    typealias Action = (inout ControlCommand, inout SandboxState) throws(ControlCommand.Refusal) -> [String: JSONValue]

    private func action(_ name: String) -> Action? {
        switch name {
        case "reset-log": silent { (_, state) in state.log.reset() }
        case "fault": silent(fault)
        case "client": silent(client)
        case "metadata": silent(metadata)
        case "mcp": silent(mcp)
        case "clock": silent(clock)
        case "rotate-signing-key": silent(rotateSigningKey)
        case "consent": silent(consent)
        case "device": silent(device)
        case "registration": silent(registration)
        case "client-document": silent(clientDocument)
        case "dpop": silent(dpop)
        case "workload-token": workloadToken
        case "id-token": identityToken
        default: nil
        }
    }

    private func silent(
        _ action: @escaping (inout ControlCommand, inout SandboxState) throws(ControlCommand.Refusal) -> Void
    ) -> Action {
        { (command, state) throws(ControlCommand.Refusal) in
            try action(&command, &state)
            return [:]
        }
    }

    /// All of a command happens or none: it works on a copy of the state.
    private func perform(_ request: IncomingRequest, _ action: Action) -> Answer {
        do throws(ControlCommand.Refusal) {
            var command = try ControlCommand(request.body)
            let result = try world.update { (state) throws(ControlCommand.Refusal) in
                var changed = state
                let result = try action(&command, &changed)
                try command.finish()
                state = changed
                return result
            }
            let answer: [String: JSONValue] = ["schema_version": .integer(1), "ok": .bool(true)]
            return Answer.json(.object(answer.merging(result) { $1 })).notStored
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
