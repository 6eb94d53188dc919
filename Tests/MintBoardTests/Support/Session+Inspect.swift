import MintCore
import MintScreen

@testable import MintBoard

extension Session {
    var inspect: InspectState? { value.inspect }

    /// The errand that a key gave rise to.
    @discardableResult
    func errand(_ keys: [Key]) -> InspectErrand? {
        press(keys).compactMap { if case .inspect(let errand) = $0 { errand } else { nil } }.last
    }

    /// Presses keys, and answers the errand that they give rise to.
    func press(_ keys: [Key], answering answer: InspectAnswer) {
        if let errand = errand(keys) { apply(.inspect(errand.attempt, answer)) }
    }
}

extension [Effect] {
    var errands: [InspectErrand] { compactMap { if case .inspect(let errand) = $0 { errand } else { nil } } }
    var cancelled: [Attempt] { compactMap { if case .cancel(let attempt) = $0 { attempt } else { nil } } }
}

extension Samples {
    static let tools = ToolShelf(
        tools: [
            ServerTool(
                name: "search", label: "search", description: "Finds documents.\nThe newest first.", isReadOnly: true,
                schema: [
                    "type": "object", "required": ["query"],
                    "properties": [
                        "query": ["type": "string", "description": "What to look for"],
                        "limit": ["type": "integer", "default": .int(10)],
                        "order": ["type": "string", "enum": ["newest", "oldest"]],
                        "deep": ["type": "boolean"], "within": ["type": "object"],
                    ],
                ]),
            ServerTool(
                name: "whoami", label: "whoami", title: "Who am I", schema: ["type": "object", "properties": [:]]),
            ServerTool(
                name: "purge", label: "purge", description: "Removes 古い documents for good", isDestructive: true,
                schema: ["type": "object", "required": ["days"], "properties": ["days": ["type": "number"]]]),
        ], leftOut: ["bad\u{20}header: its header name is not allowed"], revision: "2026-07-28")

    static func reading(generation: Int = 1) throws -> TokenReading {
        let header = Base64URL.encode(Array(#"{"alg":"ES256","typ":"at+jwt","kid":"k1"}"#.utf8))
        let claims = """
            {"iss":"https://id.example","sub":"svc-billing-sync","aud":"https://elsewhere.example","exp":1795266240,\
            "scope":"tools:read","client_id":"svc-billing-sync","internal_note":"do-not-show"}
            """
        let token = "\(header).\(Base64URL.encode(Array(claims.utf8))).c2lnbmF0dXJl"
        var record = ProfileRecord(profile: try profile("billing-sync"), token: Self.token(left: 2467))
        record.token?.generation = generation
        return TokenReading(Secret(token), of: record, at: now)
    }

    static let discovery: DiscoveryRecord = {
        var trace = Trace()
        trace.hops = [
            Trace.Hop(
                purpose: "challenge", method: "POST", url: "https://api.billing.example/mcp", status: 401,
                milliseconds: 48, verdict: "it names its metadata"),
            Trace.Hop(
                purpose: "resource metadata", method: "GET",
                url: "https://api.billing.example/.well-known/oauth-protected-resource/mcp", status: 200,
                milliseconds: 12, verdict: "it names https://id.example"),
            Trace.Hop(
                purpose: "server metadata", method: "GET",
                url: "https://id.example/.well-known/oauth-authorization-server", status: nil, milliseconds: 5000,
                verdict: "no answer in time"),
        ]
        return DiscoveryRecord(
            snapshot: DiscoverySnapshot(issuer: "https://id.example", tokenEndpoint: "https://id.example/token"),
            trace: trace, at: now + -600,
            drift: [
                DriftChange(
                    member: "token_endpoint", was: "https://id.example/token", now: "https://new.example/token"),
                DriftChange(member: "scopes_supported", was: nil, now: "tools:read, tools:call"),
            ])
    }()

    static let history: [AuditEvent] = [
        AuditEvent(
            number: 3, at: now + -360, action: .renew, actor: AuditActor(user: "ops", terminal: "pts/3"),
            failure: ContactFailure(
                code: "invalid_client", headline: "id.example refused the client: invalid_client", hint: nil),
            detail: "board"),
        AuditEvent(
            number: 2, at: now + -86_400, action: .exec,
            actor: AuditActor(user: "root (sudo by ada)", client: "192.0.2.7"),
            detail: "sync.sh"),
        AuditEvent(number: 1, at: now + -3_456_000, action: .login, actor: AuditActor(user: "ops", parent: "cron")),
    ]
}
