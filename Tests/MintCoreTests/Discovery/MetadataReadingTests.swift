import MintCore
import Testing

@Suite struct MetadataReadingTests {
    private func json(_ text: String) throws -> JSONValue { try #require(JSONValue(bytes: Array(text.utf8))) }

    @Test func `every member of a resource's metadata that we use is read (PRM-9)`() throws {
        let metadata = try #require(
            ProtectedResourceMetadata(
                json(
                    #"""
                    {"resource":"https://m.example/mcp","authorization_servers":["https://as.example/t1"],
                     "scopes_supported":["mcp:read","a\"b","mcp:call"],"bearer_methods_supported":["header"],
                     "resource_name":"Example MCP","resource_documentation":"https://m.example/docs",
                     "jwks_uri":"https://m.example/jwks","resource_signing_alg_values_supported":["ES256"],
                     "dpop_signing_alg_values_supported":["ES256","PS256"],"dpop_bound_access_tokens_required":true,
                     "tls_client_certificate_bound_access_tokens":true,"signed_metadata":"a.b.c",
                     "authorization_details_types_supported":["x"],"unknown":{"deep":[1]},"resource_policy_uri":[]}
                    """#)))
        #expect(metadata.resource == "https://m.example/mcp")
        #expect(metadata.authorizationServers == ["https://as.example/t1"])
        #expect(metadata.scopesSupported == ["mcp:read", "mcp:call"])
        #expect(metadata.bearerMethods == ["header"] && metadata.resourceName == "Example MCP")
        #expect(metadata.documentation == "https://m.example/docs" && metadata.jwksURI == "https://m.example/jwks")
        #expect(metadata.signingAlgorithms == ["ES256"] && metadata.dpopAlgorithms == ["ES256", "PS256"])
        #expect(metadata.requiresDPoP && metadata.isTLSBound && metadata.isSigned)
        #expect(metadata.authorizationDetailsTypes == ["x"] && metadata.emptyMembers == ["resource_policy_uri"])
    }

    @Test(arguments: [
        #"{"resource":"https://m.example"}"#,
        #"{"resource":"https://m.example","authorization_servers":[],"scopes_supported":[],"bearer_methods_supported":[]}"#,
        #"{"resource":"https://m.example","authorization_servers":"https://as.example","scopes_supported":7,"bearer_methods_supported":{}}"#,
        #"{"resource":"https://m.example","authorization_servers":[1,null],"scopes_supported":[[]],"bearer_methods_supported":null,"dpop_bound_access_tokens_required":"true","tls_client_certificate_bound_access_tokens":1}"#,
    ])
    func `what is absent, empty or of another type counts as absent (PRM-8)`(text: String) throws {
        let metadata = try #require(ProtectedResourceMetadata(json(text)))
        #expect(metadata.authorizationServers.isEmpty && metadata.scopesSupported == nil)
        #expect(metadata.bearerMethods == nil && !metadata.requiresDPoP && !metadata.isTLSBound)
    }

    @Test(arguments: ["{}", "[]", "null", #""text""#, #"{"resource":null}"#, #"{"resource":["https://m.example"]}"#])
    func `without a resource it is no resource metadata`(text: String) throws {
        #expect(try ProtectedResourceMetadata(json(text)) == nil)
    }

    @Test func `every member of a server's metadata that we use is read (AS-13)`() throws {
        let metadata = try #require(
            AuthorizationServerMetadata(
                json(
                    #"""
                    {"issuer":"https://as.example","token_endpoint":"https://as.example/token",
                     "authorization_endpoint":"https://as.example/authorize","registration_endpoint":"https://as.example/register",
                     "device_authorization_endpoint":"https://as.example/device","revocation_endpoint":"https://as.example/revoke",
                     "introspection_endpoint":"https://as.example/introspect","jwks_uri":"https://as.example/jwks",
                     "pushed_authorization_request_endpoint":"https://as.example/par",
                     "mtls_endpoint_aliases":{"token_endpoint":"https://mtls.example/token","x":1},
                     "grant_types_supported":["client_credentials"],"response_types_supported":["code"],
                     "token_endpoint_auth_methods_supported":["private_key_jwt"],
                     "token_endpoint_auth_signing_alg_values_supported":["ES256"],
                     "revocation_endpoint_auth_methods_supported":["client_secret_post"],
                     "introspection_endpoint_auth_methods_supported":["private_key_jwt"],
                     "scopes_supported":["a"],"code_challenge_methods_supported":["S256"],
                     "dpop_signing_alg_values_supported":["ES256"],
                     "authorization_grant_profiles_supported":["urn:ietf:params:oauth:grant-profile:id-jag"],
                     "protected_resources":["https://m.example/mcp"],"signed_metadata":"a.b.c",
                     "authorization_response_iss_parameter_supported":true,"client_id_metadata_document_supported":true,
                     "tls_client_certificate_bound_access_tokens":true}
                    """#)))
        for endpoint in AuthorizationServerMetadata.Endpoint.allCases {
            #expect(try metadata.endpoint(endpoint)?.host == "as.example", "\(endpoint)")
        }
        #expect(metadata.mutualTLSAliases == ["token_endpoint": "https://mtls.example/token"])
        #expect(metadata.grantTypes == ["client_credentials"] && metadata.responseTypes == ["code"])
        #expect(metadata.methods == ["private_key_jwt"] && metadata.assertionAlgorithms == ["ES256"])
        #expect(metadata.methods(at: .revocation) == ["client_secret_post"])
        #expect(metadata.methods(at: .introspection) == ["private_key_jwt"])
        #expect(metadata.methods(at: .deviceAuthorization) == ["private_key_jwt"])
        #expect(metadata.scopesSupported == ["a"] && metadata.codeChallengeMethods == ["S256"])
        #expect(metadata.dpopAlgorithms == ["ES256"] && metadata.protectedResources == ["https://m.example/mcp"])
        #expect(metadata.grantProfiles == ["urn:ietf:params:oauth:grant-profile:id-jag"])
        #expect(metadata.supportsIssParameter && metadata.supportsClientIDMetadataDocuments)
        #expect(metadata.isTLSBound && metadata.isSigned && metadata.emptyMembers.isEmpty)
    }

    @Test(arguments: [
        #"{"issuer":"https://as.example"}"#,
        #"{"issuer":"https://as.example","grant_types_supported":[],"token_endpoint_auth_methods_supported":[],"code_challenge_methods_supported":[]}"#,
        #"{"issuer":"https://as.example","grant_types_supported":"x","token_endpoint_auth_methods_supported":{"a":1},"code_challenge_methods_supported":true,"token_endpoint":["https://as.example"]}"#,
    ])
    func `the defaults apply where nothing is listed (AS-7, AS-12)`(text: String) throws {
        let metadata = try #require(AuthorizationServerMetadata(json(text)))
        #expect(metadata.methods == ["client_secret_basic"] && metadata.listedMethods == nil)
        #expect(metadata.methods(at: .revocation) == ["client_secret_basic"])
        #expect(metadata.methods(at: .introspection) == nil && metadata.methods(at: .keys) == nil)
        #expect(metadata.lists(grant: "authorization_code") && !metadata.listsClientCredentials)
        #expect(metadata.codeChallengeMethods == nil && !metadata.supportsIssParameter)
        #expect(try metadata.endpoint(.token) == nil && metadata.endpoint(.authorization) == nil)
    }

    @Test func `the odd document of a machine-only server is read (AS-9)`() throws {
        let metadata = try #require(
            AuthorizationServerMetadata(
                json(
                    #"""
                    {"issuer":"https://as.example.com/t1","token_endpoint":"https://as.example.com/t1/token",
                     "response_types_supported":[],"grant_types_supported":["client_credentials"]}
                    """#)))
        #expect(metadata.responseTypes == nil && metadata.emptyMembers == ["response_types_supported"])
        #expect(metadata.listsClientCredentials && metadata.authorizationEndpoint == nil)
    }

    @Test(arguments: [
        ("https://as.example", "https://login.example/x?tenant=1", true),
        ("https://as.example", "https://10.0.0.1/x", false), ("https://as.example", "http://as.example/x", false),
        ("https://as.example", "http://127.0.0.1/x", false), ("https://as.example", "https://as.example/x#y", false),
        ("https://as.example", "javascript:alert(1)", false), ("https://as.example", "/relative", false),
        ("https://as.example", "https://u:p@as.example/x", false),
        ("https://10.0.0.1", "https://10.0.0.2/x", true), ("https://10.0.0.1", "https://169.254.169.254/x", false),
        ("http://127.0.0.1:9", "http://localhost:8/x", true),
        ("https://as.example", "http://localhost.evil.com/x", false),
        ("https://as.example", "http://127.0.0.1.nip.io/x", false), ("no url", "https://10.0.0.1/x", false),
    ])
    func `an endpoint is given out only where it may be used (NET-1, NET-3, NET-4)`(
        issuer: String, endpoint: String, isGood: Bool
    ) throws {
        let metadata = try #require(
            AuthorizationServerMetadata(["issuer": .string(issuer), "revocation_endpoint": .string(endpoint)]))
        if isGood {
            #expect(try metadata.endpoint(.revocation)?.text == endpoint)
        } else {
            #expect(throws: DiscoveryError.self) { try metadata.endpoint(.revocation) }
        }
    }

    @Test func `issuers are compared code point for code point: the Kelvin sign is no K (PRM-8, AS-4)`() throws {
        let metadata = try #require(
            ProtectedResourceMetadata([
                "resource": "https://m.example", "authorization_servers": ["https://as.example/\u{212A}"],
            ]))
        #expect(!metadata.names(issuer: "https://as.example/K"))
        #expect(metadata.names(issuer: "https://as.example/\u{212A}"))
    }
}
