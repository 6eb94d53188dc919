import Testing

@testable import MintSandbox

extension RunningSandbox {
    static let redirect = "http://127.0.0.1:54321/callback"
    /// RFC 7636 Appendix B (AC-2).
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    static let deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

    /// An authorization request as it ought to be; `changes` replace parameters, or with `nil` take them away.
    func authorize(_ changes: [String: String?] = [:], at issuer: String? = nil) async throws -> Reply {
        var parameters: [String: String] = [
            "response_type": "code", "client_id": "laptop", "redirect_uri": Self.redirect, "state": "st/&te",
            "code_challenge": Self.challenge, "code_challenge_method": "S256", "resource": description.mcp,
            "scope": "mcp:read mcp:call",
        ]
        for (name, value) in changes { parameters[name] = value }
        let query = parameters.map { "\($0.key)=\($0.value.formEncoded)" }.sorted().joined(separator: "&")
        return try await get((issuer ?? description.issuer) + "/authorize?" + query)
    }

    /// What a redirect says to the client.
    static func redirected(_ reply: Reply) throws -> FormBody {
        #expect(reply.status == 302, "\(reply.text)")
        let location = try #require(reply.header("Location"))
        return try FormBody(location.drop { $0 != "?" }.dropFirst().utf8)
    }

    /// A code that must be given.
    func code(_ changes: [String: String?] = [:], at issuer: String? = nil) async throws -> String {
        try #require(try Self.redirected(try await authorize(changes, at: issuer))["code"])
    }

    /// A token request as it ought to be for a code; `changes` as with ``authorize(_:at:)``.
    func exchange(
        _ code: String, _ changes: [String: String?] = [:], at issuer: String? = nil,
        _ headers: [(String, String)] = []
    ) async throws -> Reply {
        var fields: [String: String] = [
            "grant_type": "authorization_code", "code": code, "client_id": "laptop", "redirect_uri": Self.redirect,
            "code_verifier": Self.verifier, "resource": description.mcp,
        ]
        for (name, value) in changes { fields[name] = value }
        return try await form((issuer ?? description.issuer) + "/token", fields.map { ($0.key, $0.value) }, headers)
    }

    /// A refresh as it ought to be, by `laptop`.
    func refresh(_ token: String, _ changes: [String: String?] = [:], _ headers: [(String, String)] = [])
        async throws -> Reply
    {
        var fields: [String: String] = [
            "grant_type": "refresh_token", "refresh_token": token, "client_id": "laptop", "resource": description.mcp,
        ]
        for (name, value) in changes { fields[name] = value }
        return try await form(tokenEndpoint, fields.map { ($0.key, $0.value) }, headers)
    }

    /// Both tokens of a login of `laptop`.
    func login() async throws -> (access: String, refresh: String) {
        let reply = try await exchange(try await code())
        return (
            try #require(reply.json["access_token"]?.text, "\(reply.text)"),
            try #require(reply.json["refresh_token"]?.text)
        )
    }

    /// A device's first request, by `laptop`.
    func startDevice(_ fields: [(String, String)] = []) async throws -> Reply {
        try await form(
            description.issuer + "/device_authorization",
            [("client_id", "laptop"), ("scope", "mcp:read"), ("resource", description.mcp)] + fields)
    }

    /// A poll as it ought to be, by `laptop`.
    func poll(_ code: String, client: String = "laptop", resource: String? = nil) async throws -> Reply {
        try await form(
            tokenEndpoint,
            [
                ("grant_type", Self.deviceGrant), ("device_code", code), ("client_id", client),
                ("resource", resource ?? description.mcp),
            ])
    }

    func advance(_ seconds: Int) async throws {
        try await control("clock", ["advance_seconds": .integer(seconds)])
    }
}
