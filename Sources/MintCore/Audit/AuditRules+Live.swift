/// What only a login shows.
extension AuditRule {
    static let liveRules: [AuditRule] = [
        AuditRule(
            number: 19, severity: .warning, title: "token answers are short-lived, bearer or DPoP, and not cached",
            basis: "OAuth 2.1 §3.2.3; RFC 6749 §4.4.3", check: tokenAnswer),
        AuditRule(
            number: 22, severity: .info, title: "the server announces the client credentials extension",
            basis: "MCP client credentials extension; SEP-2133", check: announcement),
        AuditRule(
            number: 23, severity: .error, title: "another server refuses this server's token",
            basis: "MCP 2026-07-28, Token Audience Binding", check: audience),
        AuditRule(
            number: 28, severity: .warning, title: "assertions may be addressed to the issuer",
            basis: "draft-ietf-oauth-rfc7523bis", check: assertionAudience),
    ]

    static let extensionID = "io.modelcontextprotocol/oauth-client-credentials"

    private static func tokenAnswer(_ evidence: AuditEvidence) -> Check {
        guard let token = evidence.token else {
            return .notChecked(evidence.tokenIsRefused ? "the token request failed" : "no token was asked for")
        }
        var faults: [String] = []
        var fixes: [String] = []
        let directives = (token.cacheControl ?? "").lowercased().split { $0 == "," || $0 == " " }
        if !directives.contains("no-store") {
            faults.append("no Cache-Control: no-store")
            fixes.append("Cache-Control: no-store")
        }
        switch token.expiresIn {
        case nil:
            faults.append("no expires_in")
            fixes.append("\"expires_in\": 3600")
        case let seconds? where seconds > 3600:
            faults.append("lives \(seconds) s")
            fixes.append("\"expires_in\": 3600")
        default: break
        }
        if token.hasRefreshToken, evidence.grant == .clientCredentials || evidence.grant == .jwtBearer {
            faults.append("a refresh token for a machine")
            fixes.append("Leave refresh_token out: a machine asks again.")
        }
        let type = token.tokenType?.lowercased()
        if type != "bearer", type != "dpop" {
            faults.append("token_type \(token.tokenType.map { $0.plainLine(limit: 40) } ?? "missing")")
            fixes.append("\"token_type\": \"Bearer\"")
        }
        guard !faults.isEmpty else { return .passed("no-store, \(token.expiresIn ?? 0) s, \(type ?? "")") }
        let isHeader = fixes == ["Cache-Control: no-store"]
        let place = "the token endpoint's answer"
        return .failed(
            faults.joined(separator: "; "),
            fix: isHeader ? .header(fixes, at: place) : .words(fixes.joined(separator: "\n"), at: place))
    }

    private static func announcement(_ evidence: AuditEvidence) -> Check {
        guard let extensions = evidence.extensions else { return .notChecked("the capabilities were not read") }
        guard evidence.grant == .clientCredentials else { return .notApplicable("it is about client credentials") }
        if extensions.contains(extensionID) { return .passed("announced") }
        let all = Dictionary((extensions + [extensionID]).map { ($0, JSONValue.object([:])) }) { first, _ in first }
        return .failed(
            "not announced, which does not mean unsupported",
            fix: .document(
                ["capabilities": ["extensions": .object(all)]],
                at: "add to the results of server/discover and initialize"))
    }

    private static func audience(_ evidence: AuditEvidence) -> Check {
        guard let second = evidence.secondResource else { return .notChecked("no second server was named") }
        let host = second.url.hostAndPort
        switch second.status {
        case 200..<300:
            return .failed(
                "\(host) took it (HTTP \(second.status))",
                fix: .words(
                    "\(host) must refuse a token whose `aud` does not contain its own identifier (HTTP 401, invalid_token).",
                    at: host))
        case 401, 403: return .passed("\(host) refused it (HTTP \(second.status))")
        default: return .notChecked("\(host) answered HTTP \(second.status), which tells nothing")
        }
    }

    private static func assertionAudience(_ evidence: AuditEvidence) -> Check {
        switch evidence.assertionTrial {
        case nil where !evidence.methods.contains("private_key_jwt"):
            return .notApplicable("private_key_jwt is not listed")
        case nil: return .notChecked("no key was given to try it with")
        case .issuerAccepted: return .passed("accepted")
        case .endpointOnly:
            return .failed(
                "only the token endpoint's URL is accepted",
                fix: .words(
                    "Accept the issuer identifier as the one `aud` of client assertions. Until then: "
                        + "--assertion-audience endpoint",
                    at: "the authorization server"))
        case .only(let audience):
            return .failed(
                "only \(audience.plainLine(limit: 120)) is accepted",
                fix: .words(
                    "Accept the issuer identifier as the one `aud` of client assertions.",
                    at: "the authorization server"))
        case .refused(let code):
            return .notChecked("assertions were refused altogether (\(code.plainLine(limit: 60)))")
        }
    }
}
