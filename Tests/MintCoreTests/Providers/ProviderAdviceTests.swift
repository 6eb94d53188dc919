import TestSupport
import Testing

@testable import MintCore

@Suite struct ProviderAdviceTests {
    private var context: TokenEndpointError.Context { TokenEndpointError.Context(Practice.profile("tools")) }

    private func advice(_ name: ProviderPreset.Name, _ code: String, _ description: String?) -> String? {
        ProviderAdvice(ProviderPreset(name)).text(code: code, description: description, context: context)
    }

    @Test(arguments: [
        ("AADSTS700016: Application with identifier 'x' was not found in the directory", "--client-id"),
        ("AADSTS7000215: Invalid client secret provided.", "Value"),
        ("AADSTS7000222: The provided client secret keys are expired.", "has expired"),
        ("AADSTS7000218: The request body must contain …", "no proof"), ("AADSTS7000112: x", "disabled"),
        ("AADSTS7000229: x", "service principal"), ("AADSTS700027: x", "x5t#S256"), ("AADSTS50012: x", "x5t#S256"),
        ("AADSTS700023: x", "--assertion-audience endpoint"), ("AADSTS700025: x", "public client"),
        ("AADSTS650057: x", "does not list this API"), ("AADSTS50059: x", "names no tenant"),
        ("AADSTS50196: x", "loop"),
        ("AADSTS900382: x", "another cloud"), ("AADSTS54005: x", "mintmark login"), ("AADSTS70001: x", "disabled"),
        ("AADSTS700024: x", "clock"),
        ("AADSTS700213: x", "federated"), ("AADSTS9010010: The resource parameter …", "Several things"),
        ("AADSTS901002: The 'resource' request parameter is not supported.", "--no-resource"),
        ("AADSTS70011: x", "tools:read tools:call"), ("AADSTS1002012: x", "/.default"), ("AADSTS28000: x", "one API"),
        ("AADSTS500011: x", "to the last byte"), ("AADSTS650053: x", "Microsoft Graph"), ("AADSTS65001: x", "consent"),
        ("AADSTS90002: Tenant 'x' not found.", "no such tenant"), ("AADSTS50194: x", "common"),
        ("AADSTS50034: x", "not in this tenant"), ("AADSTS53003: x", "Conditional Access"),
        ("AADSTS501051: x", "roles"), ("AADSTS50076: x", "multi-factor"), ("AADSTS700082: x", "mintmark login"),
        ("AADSTS50011: x", "redirect"), ("Error (AADSTS7000222), trace 1", "has expired"),
        ("AADSTS1: unknown. AADSTS7000222: expired", "has expired"),
    ])
    func `Entra speaks by number`(description: String, words: String) {
        #expect(advice(.entra, "invalid_client", description)?.contains(words) == true)
    }

    @Test(arguments: [
        "AADSTS70002220: x", "XAADSTS7000222: x", "AADSTS7000222x", "AADSTS: 7000222", "7000222", "AADSTS７０００２２２",
        "AADSTS99999999999999999999", "AADSTS-7000222", "the secret is expired", "", "aadsts7000222",
    ])
    func `a number must stand whole and alone`(description: String) {
        #expect(advice(.entra, "invalid_client", description) == nil)
    }

    @Test(
        arguments: [
            (.auth0, "access_denied", "Service not enabled within domain: https://x", "--audience"),
            (.auth0, "access_denied", #"Client is not authorized to access "https://x". You need…"#, "client grant"),
            (.auth0, "access_denied", "Unauthorized", "--auth-method"),
            (
                .auth0, "unauthorized_client", "Grant type 'client_credentials' not allowed for the client.",
                "Grant Types"
            ),
            (.auth0, "unauthorized_client", nil, "no client grant"),
            (.auth0, "invalid_request", "Missing required parameter: audience", "--audience A"),
            (
                .okta, "invalid_client",
                "Client Credentials requests to the Org Authorization Server must use the private_key_jwt …",
                "--client-key"
            ),
            (
                .okta, "invalid_client", "The client secret supplied for a confidential client is invalid.",
                "mintmark login SERVER"
            ),
            (.okta, "invalid_client", "Invalid value for 'client_id' parameter.", "--client-id"),
            (.okta, "invalid_client", "The audience claim for client_assertion must be the endpoint", "endpoint"),
            (.okta, "invalid_client", "The client_assertion signature is invalid.", "--key-id"),
            (.okta, "invalid_scope", "Cannot request 'openid' scopes using client credentials.", "no openid"),
            (.okta, "invalid_scope", "Custom scopes are not allowed for this request.", "okta.*"),
            (.okta, "invalid_scope", "One or more scopes are not configured", "tools:read"),
            (.okta, "access_denied", "Policy evaluation failed for this request, please check …", "Access Policies"),
            (.okta, "no_matching_policy", nil, "Access Policies"), (.okta, "unauthorized_client", nil, "Grant type"),
            (
                .keycloak, "unauthorized_client", "Client not enabled to retrieve service account",
                "Service accounts roles"
            ),
            (.keycloak, "invalid_client", "Invalid client or Invalid client credentials", "realm"),
            (.keycloak, "unauthorized_client", "Invalid client or Invalid client credentials", "realm"),
            (.keycloak, "invalid_client", "Invalid token audience", "--assertion-audience"),
            (.keycloak, "invalid_client", "Unable to load public key", "JWKS"),
            (.keycloak, "unauthorized_client", "Public client not allowed to retrieve service account", "public"),
            (.keycloak, "unauthorized_client", "other", "this grant"),
            (.keycloak, "invalid_scope", nil, "client scope"),
            (.keycloak, "invalid_target", nil, "Included Custom Audience: https://mcp.example"),
            (.keycloak, "invalid_token", nil, "Add mapper"),
            (.keycloak, "access_denied", "Requested audience not available: x", "Add mapper"),
            (.cognito, "invalid_client", nil, "--basic-encoding raw"),
            (.cognito, "unauthorized_client", nil, "OAuth grant"),
            (.cognito, "invalid_grant", nil, "mintmark login"),
            (.cognito, "invalid_scope", nil, "RESOURCE-SERVER/SCOPE"),
            (.google, "invalid_grant", "Invalid JWT Signature.", "key was deleted"),
            (.google, "invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes) …", "clock"),
            (.google, "invalid_grant", "Invalid grant: account not found", "no such service account"),
            (.google, "invalid_grant", "Token has been expired or revoked.", "Testing"),
            (.google, "invalid_grant", "Malformed auth code.", "code"),
            (.google, "invalid_grant", "Bad Request", "no reason"),
            (.google, "unauthorized_client", nil, "domain-wide"),
            (.google, "unsupported_grant_type", nil, "jwt-bearer"),
            (.google, "redirect_uri_mismatch", nil, "redirect"), (.google, "org_internal", nil, "Internal"),
            (.google, "disabled_client", nil, "disabled"), (.google, "deleted_client", nil, "deleted"),
            (.google, "invalid_scope", nil, "full name"),
        ] as [(ProviderPreset.Name, String, String?, String)])
    func `the others speak by error and phrase`(
        name: ProviderPreset.Name, code: String, description: String?, words: String
    ) {
        #expect(advice(name, code, description)?.contains(words) == true)
    }

    @Test(
        arguments: [
            (.generic, "invalid_client", "AADSTS7000222: x"), (.auth0, "access_denied", nil),
            (.auth0, "invalid_client", "Service not enabled within domain"),
            (.okta, "invalid_client", "something else"),
            (.okta, "access_denied", nil),
            (.keycloak, "invalid_client", "invalid client or invalid client credentials"),
            (.google, "invalid_grant", nil), (.cognito, "server_error", nil), (.entra, "invalid_client", nil),
        ] as [(ProviderPreset.Name, String, String?)])
    func `what is not known is left to the general advice`(
        name: ProviderPreset.Name, code: String, description: String?
    ) {
        #expect(advice(name, code, description) == nil)
    }

    @Test func `every row can be reached, and one that is unverified says so`() {
        for name in ProviderPreset.Name.allCases {
            for row in ProviderAdvice(ProviderPreset(name)).rows {
                let said: (code: String, description: String?) =
                    switch row.sign {
                    case .entra(let numbers): ("invalid_request", numbers.first.map { "AADSTS\($0): x" })
                    case .error(let code, let phrase): (code, phrase)
                    }
                let text = advice(name, said.code, said.description)
                #expect(text == row.text(in: context), "\(row.sign)")
                #expect(text?.contains(ProviderAdvice.Row.mark) == (row.confidence == .unverified))
                #expect(text?.contains("{") == false)
            }
        }
    }

    @Test func `a server's own text stays out, and what its metadata said is cleaned`() {
        var context = context
        context.scopes = ["a\u{1B}[2J"]
        context.resource = "https://m.example/\u{202E}x"
        for name in ProviderPreset.Name.allCases {
            for row in ProviderAdvice(ProviderPreset(name)).rows {
                #expect(row.text(in: context).unicodeScalars.allSatisfy { $0 == "\n" || $0.isSafeToShow })
            }
        }
        let echoed = advice(.entra, "invalid_client", "AADSTS7000222: s3cr3t-v4lue")
        #expect(echoed?.contains("s3cr3t") == false)
    }
}
