internal import HTTPTypes
internal import MintCore

/// What every request of 2026-07-28 carries; the first one is refused for its version (M26-2, M26-3, M26-6).
enum RequestMetadata {
    private static let header = "sep-2575-http-client-sends-version-header"
    private static let meta = "sep-2575-client-populates-meta"
    private static let info = "sep-2575-client-sends-client-info"
    private static let match = "sep-2575-http-version-header-matches-meta"
    private static let retry = "sep-2575-client-retry-supported-version"
    private static let capabilities = ["roots", "sampling", "elicitation"]

    private static func check(of capability: String) -> String { "sep-2575-client-declares-\(capability)-capability" }

    static let scenario = ConformanceScenario(
        "request-metadata", versions: [.july2026], expecting: [header, meta, info, match, retry]
    ) { run in
        let refusals = Shared(Retry.notYetRefused)
        var setup = Setup.open(Route(nil, "/") { respond(to: $0, run, refusals) })
        setup.finish = { _, checks in
            checks.demand(header, meta, info, match)
            for capability in capabilities { checks.demand(check(of: capability)) }
            switch refusals.value {
            case .notYetRefused: checks.add(retry, .failure, "there was no request")
            case .refused: checks.add(retry, .warning, "the refusal was not followed by another request")
            case .returned(let isRight):
                checks.add(retry, isRight ? .success : .warning, isRight ? "" : "the last request had another version")
            }
        }
        return setup
    }

    private enum Retry {
        case notYetRefused, refused
        case returned(isRight: Bool)
    }

    private static func respond(to request: Incoming, _ run: Run, _ refusals: Shared<Retry>) -> Answer {
        guard request.method == .post else {
            return .text("Method Not Allowed", status: .methodNotAllowed).with("Allow", "POST")
        }
        guard let message = RPCMessage(JSONValue(bytes: request.body)) else {
            return RPCRefusal(code: -32700, message: "Parse error").answer(id: nil, status: .badRequest)
        }
        let given = request.header("MCP-Protocol-Version")
        let named = message.meta[RPCMessage.protocolVersion]?.text
        judge(message, given, named, run)
        let isFirst = refusals.update { state in
            if case .notYetRefused = state {
                state = .refused
                return true
            }
            let wanted = WireVersion.july2026.rawValue
            state = .returned(isRight: given == wanted && named == wanted)
            return false
        }
        if isFirst {
            return StatelessMCP.unsupported(given ?? named ?? "", [WireVersion.july2026.rawValue])
                .answer(id: message.id, status: .badRequest)
        }
        let result: [String: JSONValue] =
            switch message.method {
            case "server/discover": StatelessMCP.discovery([:], .july2026)
            case "tools/list": ["tools": []]
            case "tools/call": ["content": []]
            default: [:]
            }
        return .json(message.result(StatelessMCP.completed(result, of: message.method)))
    }

    private static func judge(_ message: RPCMessage, _ given: String?, _ named: String?, _ run: Run) {
        let declared = message.meta[RPCMessage.clientCapabilities]
        run.recordGravest(header, given == nil ? .failure : .success, message.method)
        let isWhole = !(named ?? "").isEmpty && declared != nil
        run.recordGravest(meta, isWhole ? .success : .failure, message.method)
        run.recordGravest(info, message.meta[RPCMessage.clientInfo] == nil ? .warning : .success, message.method)
        let verdict: Check.Status = given == named ? .success : .failure
        run.recordGravest(match, given == nil || named == nil ? .skipped : verdict, message.method)
        for capability in capabilities {
            let status: Check.Status = declared?[capability].map { $0.members == nil ? .failure : .success } ?? .skipped
            run.recordGravest(check(of: capability), status, message.method)
        }
    }
}
