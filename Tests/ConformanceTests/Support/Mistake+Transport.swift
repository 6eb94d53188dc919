import ConformanceServers

extension Mistake {
    static let transport = handshakes + headers + schemas

    private static let handshakes = [
        Mistake("tools_call", "numbers as text", "tool-add-numbers") { $0.arguments = #"{"a":"1","b":"2"}"# },
        Mistake("tools_call", "arguments as a list", "wire-schema-valid") { $0.arguments = "[1,2]" },
        Mistake("sse-retry", "no return", "client-sse-graceful-reconnect") { $0.comesBack = false },
        Mistake("sse-retry", "no event id", "client-sse-last-event-id", .warning) { $0.sendsLastEventID = false },
        Mistake(
            "request-metadata", "no version header", "sep-2575-http-client-sends-version-header", at: .july2026
        ) { $0.sendsVersionHeader = false },
        Mistake("request-metadata", "no name", "sep-2575-client-sends-client-info", .warning, at: .july2026) {
            $0.clientInfo = false
        },
        Mistake(
            "request-metadata", "no second try", "sep-2575-client-retry-supported-version", .warning, at: .july2026
        ) { $0.retriesVersion = false },
    ]

    private static let headers =
        [
            Mistake(
                "http-standard-headers", "no method", "sep-2243-client-includes-standard-headers", at: .july2026
            ) { $0.mirrorsMethod = false },
            Mistake(
                "http-custom-headers", "no mirrors", "sep-2243-client-supports-custom-headers", at: .july2026
            ) { $0.mirrorsArguments = false },
            Mistake("http-custom-headers", "no base64", "sep-2243-client-base64-unsafe", at: .july2026) {
                $0.wrapsArguments = false
            },
            Mistake("http-custom-headers", "a header for null", "sep-2243-client-omit-null", at: .july2026) {
                $0.mirrorsNull = true
            },
        ]
        + ["not-empty", "primitive-only", "unique", "charset"].map { rule in
            Mistake("http-invalid-tool-headers", "broken tools", "sep-2243-x-mcp-header-\(rule)", at: .july2026) {
                $0.callsInvalidTools = true
            }
        }

    private static let schemas =
        [
            Mistake("json-schema-ref-no-deref", "the reference", "sep-2106-no-network-ref-deref", at: .july2026) {
                $0.fetchesReferences = true
            }
        ]
        + [
            "json-schema-2020-12-client-$schema-preserved", "sep-2106-client-composition-keywords-preserved",
            "sep-2106-client-conditional-keywords-preserved",
        ].map { check in
            Mistake("json-schema-2020-12-preservation", "a schema cut short", check, at: .july2026) {
                $0.stripsSchema = true
            }
        } + [
            Mistake(
                "json-schema-2020-12-preservation", "a schema cut short",
                "sep-2106-client-conditional-keywords-preserved", .skipped
            ) { $0.stripsSchema = true }
        ]
}
