/// What people's grants need, and how clients come to be registered.
extension AuditRule {
    static let peopleRules: [AuditRule] = [
        AuditRule(
            number: 15, severity: .warning, title: "PKCE with S256 is announced",
            basis: "MCP 2026-07-28, Authorization Code Protection", check: codeChallenge),
        AuditRule(
            number: 16, severity: .warning, title: "authorization responses name their issuer",
            basis: "MCP 2026-07-28, Authorization Response Validation; RFC 9207", check: responseIssuer),
        AuditRule(
            number: 21, severity: .warning, title: "clients are registered by hand or by their own documents",
            basis: "MCP 2026-07-28, Client Registration", check: registration),
    ]

    private static func codeChallenge(_ evidence: AuditEvidence) -> Check {
        guard evidence.servesPeople else { return .notApplicable("there is no authorization endpoint") }
        let member = "code_challenge_methods_supported"
        let without = evidence.foundServerDocuments.filter { $0.json?.list(member)?.contains("S256") != true }
        guard let first = without.first else { return .passed("S256") }
        let listed = (first.json?.list(member) ?? []).filter { $0 != "plain" } + ["S256"]
        let right: [String: JSONValue] = [member: .array(listed.map { .string($0) })]
        let fix = AuditRemedy.edit(
            AuditEdit(places: Dictionary(without.map { ($0.url.text, right) }) { first, _ in first }))
        return .failed("no S256 in \(without.map(\.url.withoutQuery).shown)", fix: fix)
    }

    private static func responseIssuer(_ evidence: AuditEvidence) -> Check {
        guard evidence.servesPeople else { return .notApplicable("there is no authorization endpoint") }
        let member = "authorization_response_iss_parameter_supported"
        if evidence.serverDocument?.json?[member]?.flag == true { return .passed("true") }
        return .failed("not announced", fix: evidence.serverRemedy([member: true]))
    }

    private static func registration(_ evidence: AuditEvidence) -> Check {
        guard let json = evidence.serverDocument?.json else { return .notApplicable("there is no metadata") }
        let member = "client_id_metadata_document_supported"
        let takesDocuments = json[member]?.flag == true
        let isDynamic = json["registration_endpoint"]?.text != nil
        if evidence.registrationIsOpen == true {
            return .failed(
                "anybody may register a client",
                fix: .words(
                    "Ask for an initial access token at the registration endpoint (RFC 7591 §3).",
                    at: "the registration endpoint"))
        }
        switch (isDynamic, takesDocuments) {
        case (false, false): return .notApplicable("clients are registered by hand")
        case (_, true): return .passed("client id metadata documents")
        case (true, false):
            return .failed(
                "only dynamic registration, which MCP gives up", fix: evidence.serverRemedy([member: true]))
        }
    }
}
