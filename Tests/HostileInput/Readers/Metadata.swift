@testable import MintCore

extension Target {
    /// What a resource and an authorization server publish, and the places where it is looked for.
    static let metadata = Target("metadata") { one in
        let value = one.dice.object(one.dice.once(in: 2) ? Metadata.resource : Metadata.server, always: Metadata.names)
        let body = one.dice.written(value)
        one.note(body)
        guard let json = JSONValue(bytes: body) else { return }
        if let resource = ProtectedResourceMetadata(json) {
            one.expectScopes(resource.scopesSupported)
            one.expect(resource.resource == json["resource"]?.text, "another resource than published")
            one.expectEqual(ProtectedResourceMetadata(json), resource, "read twice")
            for issuer in resource.authorizationServers {
                one.expect(resource.names(issuer: issuer), "an issuer unnamed")
            }
            if let url = HTTPURL(resource.resource) {
                for place in WellKnown.protectedResource(of: url) {
                    one.expect(place.origin == url.origin, "elsewhere: \(place)")
                }
            }
        }
        guard let server = AuthorizationServerMetadata(json) else { return }
        one.expectScopes(server.scopesSupported)
        one.expect(!server.methods.isEmpty, "no methods")
        if let url = HTTPURL(server.issuer) {
            for place in WellKnown.authorizationServer(of: url) {
                one.expect(place.origin == url.origin, "elsewhere: \(place)")
            }
        }
        for endpoint in AuthorizationServerMetadata.Endpoint.allCases { one.tryEndpoint(endpoint, of: server) }
        _ = server.otherHosts
    }

    /// The rules of an audit over documents of every kind.
    static let audit = Target("audit", share: 20) { one in
        let texts = ["https://mcp.example/tools", "http://127.0.0.1:8080/mcp", "https://10.0.0.1"]
        guard let server = HTTPURL(one.dice.pick(texts)),
            let home = HTTPURL("https://as.example/.well-known/openid-configuration")
        else { return }
        let resource = one.dice.written(one.dice.object(Metadata.resource, always: Metadata.names))
        let issuer = one.dice.written(one.dice.object(Metadata.server, always: Metadata.names))
        one.note(resource + [0x0A] + issuer)
        var evidence = AuditEvidence(server: server, grant: one.dice.pick(Grant.allCases))
        evidence.unauthenticated = AuditEvidence.Answer(status: 401, challengeLines: [one.dice.text()])
        evidence.issuer = one.dice.once(in: 2) ? "https://as.example" : one.dice.text()
        evidence.resourceDocuments = [
            AuditEvidence.Document(.path, server, Sample.response(&one.dice, resource), redirects: [one.dice.text()])
        ]
        evidence.serverDocuments = [AuditEvidence.Document(.openIDAppended, home, Sample.response(&one.dice, issuer))]
        evidence.token = AuditEvidence.TokenFacts(Sample.response(&one.dice, issuer))
        let report = AuditReport(evidence)
        one.expectEqual(AuditReport(evidence), report, "judged twice")
        for finding in report.findings {
            one.expectPlain(finding.seen, limit: .max, "what \(finding.id) saw")
            guard let fix = finding.fix else { continue }
            one.expectPlainLines(fix.text, "the remedy of \(finding.id)")
            one.expectPlain(fix.place, limit: .max, "the place of \(finding.id)")
            let isReadable = fix.kind != .document || JSONValue(bytes: Array(fix.text.utf8)) != nil
            one.expect(isReadable, "the remedy of \(finding.id) is no JSON: \(fix.text)")
        }
    }
}

extension Case {
    fileprivate mutating func tryEndpoint(
        _ endpoint: AuthorizationServerMetadata.Endpoint, of server: AuthorizationServerMetadata
    ) {
        do {
            guard let url = try server.endpoint(endpoint) else { return }
            expect(url.mayCarryCredentials && !url.hasFragment, "an endpoint that must not be used: \(url)")
            let home = HTTPURL(server.issuer).map { AddressRange(of: $0) } ?? .publicOrNamed
            expect(AddressRange(of: url) <= home, "an endpoint in a more private network: \(url)")
        } catch {
            expectFit(error)
        }
    }
}

private enum Metadata {
    static let names = [
        Member("resource", "https://mcp.example", "https://mcp.example/tools", "http://127.0.0.1:8080"),
        Member("issuer", "https://as.example", "https://as.example/tenant/", "http://localhost:9000"),
    ]

    static let resource = [
        Member("authorization_servers", ["https://as.example"], ["https://as.example", "http://127.0.0.1:1"], []),
        Member("scopes_supported", ["read", "write"], ["a b", "\"", ""], []),
        Member("bearer_methods_supported", ["header"], ["query", "body"], []),
        Member("jwks_uri", "https://mcp.example/jwks", "http://mcp.example/jwks"),
        Member("resource_name", "Tools", "\u{1B}[31mTools"),
        Member("resource_documentation", "https://mcp.example/docs"),
        Member("dpop_signing_alg_values_supported", ["ES256"]),
        Member("dpop_bound_access_tokens_required", true, "true"),
        Member("tls_client_certificate_bound_access_tokens", false),
        Member("signed_metadata", "eyJhbGciOiJub25lIn0.e30."),
    ]

    static let server = [
        Member(
            "token_endpoint", "https://as.example/token", "http://as.example/token", "http://127.0.0.1/token", "//token"
        ),
        Member("authorization_endpoint", "https://as.example/authorize#x", "https://10.0.0.1/", "https://[::1]/"),
        Member("device_authorization_endpoint", "https://as.example/device", "https://169.254.169.254/latest"),
        Member("registration_endpoint", "https://as.example/register", "https://0x7f.1/", "https://[::ffff:10.0.0.1]/"),
        Member("introspection_endpoint", "https://as.example/introspect"),
        Member("jwks_uri", "https://as.example/jwks"),
        Member("mtls_endpoint_aliases", ["token_endpoint": "https://mtls.as.example/token"]),
        Member("grant_types_supported", ["client_credentials"], [], ["authorization_code", 1]),
        Member("token_endpoint_auth_methods_supported", ["private_key_jwt"], ["none"], []),
        Member("token_endpoint_auth_signing_alg_values_supported", ["ES256", "RS256"], ["none"]),
        Member("scopes_supported", ["read", "offline_access"], ["a b", "\u{202E}"]),
        Member("code_challenge_methods_supported", ["S256"], ["plain"]),
        Member("authorization_response_iss_parameter_supported", true),
        Member("protected_resources", ["https://mcp.example"]),
    ]
}
