import Testing

@testable import MintCore

@Suite struct ProviderPresetTests {
    private let server = HTTPURL("https://m.example/mcp")

    private func applied(
        _ preset: ProviderPreset, settings: ProfileSettings = ProfileSettings(),
        resource: String = "https://m.example/mcp",
        grant: Grant = .clientCredentials, credential: KeyringKey.Kind? = nil, said: Set<ProviderPreset.Setting> = []
    ) throws -> ProviderPreset.Application {
        preset.applied(
            to: settings, server: try #require(server), resource: resource, grant: grant, credential: credential,
            said: said)
    }

    private func changed(_ change: (inout ProfileSettings) -> Void) -> ProfileSettings {
        var settings = ProfileSettings()
        change(&settings)
        return settings
    }

    @Test func `Entra wants no resource, /.default, and assertions of its own shape`() throws {
        let application = try applied(ProviderPreset(.entra))
        #expect(
            application.settings
                == changed {
                    $0.sendsResource = false
                    $0.assertionAudience = .endpoint
                    $0.assertionType = "JWT"
                    $0.sendsClientIDWithAssertion = true
                })
        #expect(application.scopeSuggestion == ["https://m.example/mcp/.default"])
        #expect(application.notices.contains { $0.contains("x5t#S256") })
    }

    @Test(arguments: [
        ("https://m.example/mcp/", nil, "https://m.example/mcp//.default"),
        ("https://M.example/%7Ea", nil, "https://M.example/%7Ea/.default"),
        ("api://8f1c", nil, "api://8f1c/.default"), ("api://8f1c/.default", nil, "api://8f1c/.default"),
        ("https://m.example", "api://8f1c", "api://8f1c/.default"),
        ("https://m.example", "https://other.example", "https://m.example/.default"),
        ("", nil, "https://m.example/mcp/.default"),
    ])
    func `Entra's scope keeps the resource byte for byte (RES-8)`(resource: String, audience: String?, scope: String)
        throws
    {
        let application = try applied(
            ProviderPreset(.entra), settings: changed { $0.audience = audience }, resource: resource)
        #expect(application.scopeSuggestion == [scope])
    }

    @Test func `a resource that no scope can spell suggests none`() throws {
        #expect(try applied(ProviderPreset(.entra), resource: "https://m.example/a b").scopeSuggestion == nil)
    }

    @Test func `Entra's v1 endpoint keeps the resource and takes no scope`() throws {
        for preset in [
            ProviderPreset.recognised(issuer: "https://sts.windows.net/8f1c/"),
            .recognised(issuer: nil, tokenEndpoint: HTTPURL("https://login.microsoftonline.com/8f1c/oauth2/token")),
        ] {
            let application = try applied(preset)
            #expect(application.settings.sendsResource)
            #expect(application.scopeSuggestion == nil)
        }
        let newer = ProviderPreset.recognised(
            issuer: "https://sts.windows.net/8f1c/",
            tokenEndpoint: HTTPURL("https://login.microsoftonline.com/8f1c/oauth2/v2.0/token"))
        #expect(try !applied(newer).settings.sendsResource)
    }

    @Test func `a machine at common is told to name its tenant`() throws {
        let common = ProviderPreset.recognised(issuer: "https://login.microsoftonline.com/common/v2.0")
        #expect(try applied(common).notices.contains { $0.contains("tenant's own address") })
        #expect(try !applied(common, grant: .deviceCode).notices.contains { $0.contains("tenant's own address") })
        let tenant = ProviderPreset.recognised(issuer: "https://login.microsoftonline.com/8f1c/v2.0")
        #expect(try !applied(tenant).notices.contains { $0.contains("tenant's own address") })
    }

    @Test func `Auth0 takes the resource as audience too`() throws {
        let application = try applied(ProviderPreset(.auth0))
        #expect(application.settings == changed { $0.audience = "https://m.example/mcp" })
        #expect(application.notices.contains { $0.contains("audience=https://m.example/mcp") })
    }

    @Test func `Okta's organization server says what it takes`() throws {
        let organization = try applied(.recognised(issuer: "https://acme.okta.com"))
        #expect(organization.notices.contains { $0.contains("private_key_jwt") })
        let custom = try applied(.recognised(issuer: "https://acme.okta.com/oauth2/default"))
        #expect(!custom.notices.contains { $0.contains("private_key_jwt") })
        #expect(custom.notices.contains { $0.contains("openid") })
        #expect(custom.settings.assertionAudience == .endpoint && custom.scopeSuggestion == nil)
        let endpoint = ProviderPreset.recognised(
            issuer: nil, tokenEndpoint: HTTPURL("https://acme.okta.com/oauth2/v1/token"))
        #expect(endpoint.isOktaOrganization)
    }

    @Test func `Keycloak keeps every default and gives the mapper's recipe (peers G8)`() throws {
        let application = try applied(.recognised(issuer: "https://id.example/realms/tools"))
        #expect(application.settings == ProfileSettings())
        #expect(application.notices.contains { $0.contains("Service accounts roles") })
        #expect(application.notices.contains { $0.contains("Included Custom Audience https://m.example/mcp") })
    }

    @Test func `Cognito takes id and secret raw and scopes for resource (peers G10)`() throws {
        let application = try applied(ProviderPreset(.cognito))
        #expect(
            application.settings
                == changed {
                    $0.basicEncoding = .raw
                    $0.sendsResource = false
                })
        #expect(application.notices.contains { $0.contains("RESOURCE-SERVER/SCOPE") })
    }

    @Test func `Google wants offline access with consent, and has no machine grant (peers G12)`() throws {
        let preset = ProviderPreset(.google)
        #expect(
            preset.authorizationParameters == [
                .init(name: "access_type", value: "offline"), .init(name: "prompt", value: "consent"),
            ])
        #expect(try applied(preset).notices.contains { $0.contains("--grant jwt-bearer") })
        #expect(try applied(preset, grant: .authorizationCode).notices.contains { $0.contains("7 days") })
        #expect(try applied(preset, grant: .jwtBearer).settings.assertionAudience == .endpoint)
        for other in ProviderPreset.Name.allCases where other != .google {
            #expect(ProviderPreset(other).authorizationParameters.isEmpty)
        }
    }

    @Test func `what the operator said stays, and is not talked about`() throws {
        let own = changed {
            $0.audience = "https://api.example"
            $0.assertionAudience = .literal("https://as.example/x")
            $0.assertionType = "mine"
            $0.basicEncoding = .percent
        }
        for name in ProviderPreset.Name.allCases {
            let settings = try applied(ProviderPreset(name), settings: own).settings
            #expect(settings.audience == own.audience && settings.assertionAudience == own.assertionAudience)
            #expect(settings.assertionType == own.assertionType && settings.basicEncoding == own.basicEncoding)
            let all = try applied(ProviderPreset(name), said: Set(ProviderPreset.Setting.allCases))
            #expect(all.settings == ProfileSettings() && all.scopeSuggestion == nil)
            #expect(!all.notices.contains { $0.contains("--no-resource") })
        }
    }

    @Test func `nothing is asked for a pasted token, and nothing by the generic preset`() throws {
        for name in ProviderPreset.Name.allCases {
            let application = try applied(ProviderPreset(name), grant: .static)
            #expect(application == .init(settings: ProfileSettings(), scopeSuggestion: nil, notices: []))
        }
        for grant in Grant.allCases {
            #expect(try applied(ProviderPreset(.generic), grant: grant).notices.isEmpty)
        }
    }

    @Test func `notices about the other kind of credential are left out`() throws {
        let secret = try applied(ProviderPreset(.entra), credential: .clientSecret)
        #expect(!secret.notices.contains { $0.contains("assertion") } && secret.settings.assertionType != "JWT")
        let key = try applied(ProviderPreset(.cognito), credential: .privateKey)
        #expect(key.settings.basicEncoding == .form && key.notices.contains { $0.contains("client secret only") })
    }

    @Test func `every notice is one plain line, and says so where it is unverified`() throws {
        for name in ProviderPreset.Name.allCases {
            for rule in ProviderPreset(name).rules + ProviderPreset.entraV1 + ProviderPreset.oktaOrganization {
                #expect(rule.notice.hasPrefix("unverified: ") == (rule.confidence == .unverified))
                #expect(!rule.words.contains("\n") && !rule.words.hasSuffix(".") && !rule.grants.isEmpty)
            }
            let hostile = try applied(ProviderPreset(name), resource: "https://m.example/\u{1B}[2J")
            #expect(!hostile.notices.contains { $0.contains("\u{1B}") || $0.contains("{") })
        }
    }
}
