public import MintCore

extension MCPError: ProfileAdvising {
    public func hint(about profile: Profile) -> String? {
        switch self {
        case .timedOut: "`mintmark probe NAME` shows at which step it hangs."
        case .streamLost(_, let method) where method != "tools/call":
            "Run the command again; `mintmark probe NAME` shows where it breaks."
        case .unsendableToken where profile.grant == .static:
            "Paste another one: \(ProfileRecord(profile: profile).loginCommand)"
        case .forbidden(_, let challenges, _): Self.forbiddenHint(challenges, profile)
        default: hint
        }
    }

    public var headline: String {
        switch self {
        case .refused(let host, let method, let failure):
            "\(host) refused \(method): \(failure.message.isEmpty ? "no reason given" : failure.message)"
                + " (JSON-RPC error \(failure.code))"
        case .notMCP(let host, let status, let excerpt):
            "\(host) did not answer with MCP (HTTP \(status), "
                + (excerpt.isEmpty ? "no content)" : "it begins: \(excerpt))")
        case .unauthorized(let host, let challenges, let hadToken):
            (hadToken ? "\(host) refused the token, and a fresh one too (401" : "\(host) asks for a token (401")
                + Self.words(of: challenges) + ")"
        case .forbidden(let host, let challenges, let message): Self.forbiddenLine(host, challenges, message)
        case .busy(let host, let status, let wait):
            "\(host) is busy or down (HTTP \(status)" + (wait.map { ", Retry-After: \($0))" } ?? ")")
        case .redirected(let host, let status, let location):
            "\(host) redirects (HTTP \(status)\(location.map { " to \($0)" } ?? "")); with a token that is not followed"
        case .unsupportedVersion(let host, let ours, let theirs):
            "No protocol revision in common with \(host): it speaks "
                + (theirs.isEmpty ? "none it names" : theirs.joined(separator: ", "))
                + "; we speak \(ours.joined(separator: ", "))"
        case .timedOut(let host, let method, let limit):
            "\(host) did not finish \(method) within \(limit.components.seconds) s"
        case .streamLost(let host, let method): "The answer of \(host) to \(method) broke off"
        case .sessionEnded(let host, let method): "\(host) had ended the session when \(method) was asked (HTTP 404)"
        case .protocolViolation(let host, let what): "\(host) broke the protocol: \(what)"
        case .endlessList(let host, let reason): "The list of \(host) does not end: \(reason)"
        case .needsInput(let host, let tool, let wants):
            "The tool \(tool) of \(host) asks for more"
                + (wants.isEmpty ? ", again and again" : ": \(wants.joined(separator: ", "))")
        case .needsTask(let host, let tool): "The tool \(tool) of \(host) runs as a task only"
        case .unusableTool(let host, let tool, let reason): "The tool \(tool) of \(host) cannot be called: \(reason)"
        case .unsendableArgument(let tool, let name, let reason):
            "The argument \(name) of \(tool) cannot be sent: \(reason)"
        case .unsendableToken(let host): "The token for \(host) has characters that no header may carry"
        }
    }

    public var hint: String? {
        switch self {
        case .refused(_, "tools/call", let failure) where failure.code == RPCFailure.Code.invalidParameters:
            "Check the tool's name and arguments; `tools-list` shows them."
        case .refused(_, _, let failure): Self.hint(for: failure)
        case .notMCP(_, 404, _), .notMCP(_, 405, _): "Check the URL: MCP servers often answer at /mcp."
        case .notMCP: "Check the URL: this looks like another service."
        case .unauthorized(_, _, false):
            "Log in first: `mintmark login SERVER --grant client-credentials --client-id ID …`"
        case .unauthorized:
            "Its issuer, its audience (`resource`) or its scopes may not be what this server wants; "
                + "`mintmark audit SERVER --profile NAME` reads the token and says what does not fit."
        case .forbidden(_, let challenges, _): Self.forbiddenHint(challenges)
        case .busy: "The token is untouched. Wait a little, then run the command again."
        case .redirected(_, _, let location):
            location == nil ? "Ask the server's operator for its URL." : "If you trust that URL, name it yourself."
        case .unsupportedVersion: "Update Mintmark, or ask the server's operator for a newer server."
        case .timedOut: "Run the command again later; --verbose shows each step."
        case .streamLost(_, "tools/call"):
            "The tool may have run or not: check that first, then run the command again."
        case .streamLost: "Run the command again; --verbose shows each step."
        case .sessionEnded: "The call was not repeated. Run the command again."
        case .protocolViolation, .endlessList, .unusableTool: "Report this to the server's operator."
        case .needsInput, .needsTask: "Mintmark has no such dialogue; use another client for this tool."
        case .unsendableArgument: "The server wants this argument in a header; `tools-list --json` shows its schema."
        case .unsendableToken: "Get a new one with `mintmark token NAME --force-new`, or log in again."
        }
    }

    public var exitStatus: ExitStatus {
        switch self {
        case .unauthorized, .forbidden, .unsendableToken: .authentication
        case .timedOut, .streamLost: .network
        case .unsendableArgument: .local
        case .refused, .notMCP, .busy, .redirected, .unsupportedVersion, .sessionEnded, .protocolViolation,
            .endlessList,
            .needsInput, .needsTask, .unusableTool:
            .server
        }
    }
}

extension MCPError {
    private static func hint(for failure: RPCFailure) -> String? {
        switch failure.code {
        case RPCFailure.Code.headerMismatch: "Something between here and the server may change headers."
        case RPCFailure.Code.missingCapability:
            failure.data?["requiredCapabilities"].map {
                "It demands of clients: \($0.serialized().plainLine(limit: 200))"
            }
        default: nil
        }
    }

    private static func words(of challenges: [String]) -> String {
        let said = RefusalWords(challenges)
        let words = [said.error, said.errorDescription].compactMap(\.self)
        return words.isEmpty ? "" : ": " + words.joined(separator: ", ")
    }

    private static func forbiddenLine(_ host: String, _ challenges: [String], _ message: String?) -> String {
        let said = RefusalWords(challenges)
        if said.error == "insufficient_scope" {
            let scopes = said.scopes.isEmpty ? "more scopes than the token has" : said.scopes.joined(separator: " ")
            return "\(host) demands \(scopes) (403: insufficient_scope)"
        }
        let reason = words(of: challenges)
        return "\(host) forbids this (403" + (reason.isEmpty ? message.map { ": \($0)" } ?? "" : reason) + ")"
    }

    private static func forbiddenHint(_ challenges: [String], _ profile: Profile? = nil) -> String {
        let said = RefusalWords(challenges)
        guard said.error == "insufficient_scope" else {
            return "A new token will not help: ask the server's operator what this client may do."
        }
        // What a server says must not become shell text that somebody pastes.
        guard !said.scopes.isEmpty, said.scopes.allSatisfy({ $0.allSatisfy(isPlainInShell) }) else {
            return "Ask the server's operator which scopes are needed."
        }
        guard let profile else {
            return "If this client may have them, ask for them beside its others: "
                + "--scope \"\(said.scopes.joined(separator: " "))\""
        }
        let all = Scopes.union(profile.requestedScopes, said.scopes).joined(separator: " ").shellArgument
        switch profile.grant {
        case .static: return "Paste a token that has them: \(ProfileRecord(profile: profile).loginCommand)"
        case .deviceCode, .authorizationCode:
            return "If this person may have them: "
                + "mintmark login SERVER --profile NAME --grant \(profile.grant.rawValue) --scope \(all)"
        case .clientCredentials, .jwtBearer, .enterprise:
            return "If this client may have them: mintmark set NAME --scope \(all), or mintmark set NAME --step-up auto"
        }
    }

    private static func isPlainInShell(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "._:/-+".contains(character))
    }
}
