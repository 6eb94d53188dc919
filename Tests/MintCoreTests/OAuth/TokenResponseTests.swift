import HTTPTypes
import Testing

@testable import MintCore

@Suite struct TokenResponseTests {
    static let context = TokenEndpointError.Context(.sample())

    private func decode(_ status: Int, _ body: String, _ headers: HTTPFields = [:]) throws(TokenEndpointError)
        -> TokenResponse
    {
        try TokenResponse(
            TransportResponse(status: status, headers: headers, body: Array(body.utf8)), context: Self.context)
    }

    @Test(
        arguments: [
            (#"{"access_token":"a","token_type":"bearer","expires_in":3600}"#, 3600),
            (#"{"access_token":"a","token_type":"BEARER"}"#, nil),
            (#"{"access_token":"a","token_type":"Bearer","expires_in":"3600"}"#, 3600),
            (#"{"access_token":"a","token_type":"Bearer","expires_in":59.9}"#, 59),
            (#"{"access_token":"a","token_type":"Bearer","expires_in":1e300}"#, 315_360_000),
            (#"{"access_token":"a","token_type":"Bearer","expires_in":null}"#, nil),
            (#"{"access_token":"a","token_type":"Bearer","expires_in":"soon"}"#, nil),
            (#"{"access_token":"a","token_type":"Bearer","expires_in":[1]}"#, nil),
            (#"{"access_token":"a","token_type":"Bearer","expires_in":5,"unknown":{"x":[1,2]}}"#, 5),
        ] as [(String, Int?)])
    func `a token is read leniently, its lifetime never guessed (TK-2, TK-3, TK-4)`(body: String, lifetime: Int?) throws
    {
        let response = try decode(200, body)
        #expect(response.expiresIn == lifetime)
        #expect(response.accessToken == Secret("a"))
    }

    @Test func `scope is the server's, or nil where it says nothing (TK-6)`() throws {
        #expect(try decode(200, #"{"access_token":"a","token_type":"Bearer","scope":"x y x"}"#).scopes == ["x", "y"])
        #expect(try decode(200, #"{"access_token":"a","token_type":"Bearer"}"#).scopes == nil)
    }

    @Test func `a refresh token is dropped with a remark (TK-9)`() throws {
        let response = try decode(200, #"{"access_token":"a","token_type":"Bearer","refresh_token":"r-canary"}"#)
        #expect(response.remarks.count == 1 && !response.remarks[0].contains("r-canary"))
    }

    @Test(
        arguments: [
            (200, #"{"access_token":"a","token_type":"mac","expires_in":3600}"#, "token type", .server),
            (200, #"{"access_token":"a","expires_in":3600}"#, "incomplete", .server),
            (200, #"{"token_type":"Bearer"}"#, "incomplete", .server),
            (200, #"{"access_token":"","token_type":"Bearer"}"#, "incomplete", .server),
            (200, #"{"error":"invalid_client"}"#, "invalid_client", .authentication),
            (401, #"{"error":"invalid_client"}"#, "invalid_client", .authentication),
            (400, #"{"error":"invalid_client"}"#, "invalid_client", .authentication),
            (400, #"{"error":"unauthorized_client"}"#, "unauthorized_client", .authentication),
            (400, #"{"error":"invalid_grant"}"#, "invalid_grant", .authentication),
            (400, #"{"error":"invalid_target"}"#, "invalid_target", .server),
            (400, #"{"error":"invalid_scope"}"#, "invalid_scope", .server),
            (403, "", "http 403", .authentication), (401, "<html>no", "http 401", .authentication),
            (400, "[]", "http 400", .server),
            (503, "<html>busy", "http 503", .server), (429, "", "http 429", .server), (302, "", "redirected", .server),
            (404, "not here", "not JSON", .server), (200, "<html>", "not JSON", .server),
            (200, "", "not JSON", .server),
            (200, #"{"access_token":"a","token_type":"Bearer","expires_in":0}"#, "lifetime", .server),
            (200, #"{"access_token":"a","token_type":"Bearer","expires_in":-5}"#, "lifetime", .server),
        ] as [(Int, String, String, MintCore.ExitStatus)])
    func `every refusal is told apart (ER, TK-14, TK-15)`(
        status: Int, body: String, code: String, exit: MintCore.ExitStatus
    )
        throws
    {
        let error = try #require(throws: TokenEndpointError.self) { try decode(status, body) }
        #expect(error.code == code)
        #expect(error.exitStatus == exit)
        #expect(!error.headline.contains("\n") && !error.headline.hasSuffix("."))
        #expect(error.hint?.isEmpty == false)
    }

    @Test func `server text is cleaned, and a body is cut`() throws {
        let hostile = #"{"error":"invalid_client","error_description":"\u001b[2J\u202Eevil"}"#
        let error = try #require(throws: TokenEndpointError.self) { try decode(401, hostile) }
        #expect(!error.headline.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
        let long = try #require(throws: TokenEndpointError.self) {
            try decode(500, String(repeating: "x", count: 100_000))
        }
        #expect(long.headline.count < 400)
    }

    @Test func `a server that gives no reason gets all the settings to try`() throws {
        var profile = Profile.sample()
        profile.requestedScopes = []
        let basic = TokenEndpointError.refusedWithoutReason(.init(profile), status: 403, snippet: "")
        for setting in ["--basic-encoding raw", "--auth-method client_secret_post", "--scope", "--no-resource"] {
            #expect(basic.hint?.contains(setting) == true)
        }
        let jwt = TokenEndpointError.refusedWithoutReason(
            .init(.sample(authentication: .privateKeyJWT)), status: 403, snippet: "")
        for setting in ["--assertion-audience endpoint", "--key-id", "--assertion-type JWT", "--client-key-alg"] {
            #expect(jwt.hint?.contains(setting) == true)
        }
    }

    @Test func `Retry-After is read and shown`() throws {
        let error = try #require(throws: TokenEndpointError.self) { try decode(503, "", [.retryAfter: "5"]) }
        #expect(error.hint?.contains("5 s") == true)
    }
}
