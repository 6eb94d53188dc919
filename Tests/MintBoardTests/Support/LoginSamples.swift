import MintScreen

@testable import MintBoard
@testable import MintCore

/// A server and an issuer as a discovery finds them.
enum LoginSamples {
    static let hops = [
        Trace.Hop(
            purpose: "challenge", method: "POST", url: "https://mcp.example/mcp", status: 401, milliseconds: 12,
            verdict: "names its metadata"),
        Trace.Hop(
            purpose: "resource metadata", method: "GET",
            url: "https://mcp.example/.well-known/oauth-protected-resource/mcp", status: 200, milliseconds: 9,
            verdict: "read"),
        Trace.Hop(
            purpose: "server metadata", method: "GET",
            url: "https://id.example/.well-known/oauth-authorization-server", status: 200, milliseconds: 31,
            verdict: "read"),
    ]

    static func metadata(_ more: [String: JSONValue] = [:]) throws -> AuthorizationServerMetadata {
        let base: [String: JSONValue] = [
            "issuer": "https://id.example", "token_endpoint": "https://id.example/token",
            "authorization_endpoint": "https://id.example/authorize",
            "device_authorization_endpoint": "https://id.example/device",
            "registration_endpoint": "https://id.example/register", "code_challenge_methods_supported": ["S256"],
            "grant_types_supported": [
                "client_credentials", "authorization_code", "urn:ietf:params:oauth:grant-type:device_code",
            ],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt", "none"],
            "scopes_supported": ["mcp:read", "mcp:call", "admin"],
        ]
        struct Unreadable: Error {}
        guard let metadata = AuthorizationServerMetadata(.object(base.merging(more) { $1 })) else { throw Unreadable() }
        return metadata
    }

    static func discovered(
        issuer: String = "https://id.example", scopes: [String]? = ["mcp:read"], isNamed: Bool = false,
        _ more: [String: JSONValue] = [:]
    ) throws -> LoginRequest.Discovered {
        struct BadURL: Error {}
        guard let endpoint = HTTPURL("https://id.example/token") else { throw BadURL() }
        let result = Discovery.Result(
            challengedScopes: scopes, resourceMetadata: nil, resource: "https://mcp.example/mcp", issuer: issuer,
            issuerIsNamedByOperator: isNamed, metadata: try metadata(more), tokenEndpoint: endpoint, isLegacy: false,
            notices: [])
        var trace = Trace()
        trace.hops = hops
        return LoginRequest.Discovered(result, trace)
    }

    static func trial(
        _ name: String = "mcp.example", grant: Grant = .clientCredentials, scopes: [String] = ["mcp:read"],
        tools: LoginTrial.Tools = .listed(["add", "whoami"]), warnings: [String] = []
    ) throws -> LoginTrial {
        let profile = try Samples.profile(name, server: "https://mcp.example/mcp", grant: grant, scopes: scopes)
        return LoginTrial(
            profile: profile, token: Samples.token(left: 3600, scopes: scopes), hasRefreshToken: false,
            isRegistered: false, secretExpiresAt: nil,
            reading: "a JWT; its claims are shown as they are, nothing is verified",
            claims: [
                .init(name: "iss", value: "https://id.example"), .init(name: "aud", value: "https://mcp.example/mcp"),
                .init(name: "sub", value: "svc-1"),
            ],
            principal: PrincipalVerdict.judge(
                .opaque("no JWT"), clientID: "svc-1", grant: grant), warnings: warnings, notices: [], tools: tools,
            suggestedName: name)
    }
}

extension Session {
    var login: LoginWizard? { value.wizard as? LoginWizard }
    var attempt: Attempt { login?.work?.attempt ?? Attempt(-1) }

    @discardableResult func hear(_ message: LoginMessage) -> [Effect] { apply(.login(message)) }

    /// A new login, with the first steps behind it.
    static func login(
        at step: LoginWizard.Step, columns: Int = 80, rows: Int = 24, found: LoginRequest.Discovered? = nil
    ) throws -> Session {
        let session = Session.showing(try Samples.picture(), columns: columns, rows: rows)
        session.press([.character("n")])
        session.hear(.stores([.vault: .ready, .secretService: .locked]))
        guard step != .server else { return session }
        session.type("https://mcp.example/mcp")
        session.press([.ctrl("n")])
        session.hear(.discovered(session.attempt, try found ?? LoginSamples.discovered()))
        session.press([.character("y"), .ctrl("n")])
        guard step != .grant else { return session }
        session.press([.ctrl("n")])
        guard step != .credential else { return session }
        session.type("svc-1")
        session.press([.tab, .tab])
        session.apply(.typed(40))
        session.press([.ctrl("n")])
        session.hear(.credential(session.attempt, CredentialFacts(kind: .clientSecret, words: "read: 40 bytes")))
        guard step != .scopes else { return session }
        session.press([.ctrl("n")])
        guard step != .store else { return session }
        session.press([.ctrl("n")])
        guard step != .trial else { return session }
        session.press([.enter])
        session.hear(.tried(session.attempt, try LoginSamples.trial()))
        session.press([.ctrl("n")])
        return session
    }
}
