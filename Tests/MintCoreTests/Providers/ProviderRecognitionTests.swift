import MintCore
import Testing

@Suite struct ProviderRecognitionTests {
    @Test(
        arguments: [
            ("https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0", .entra),
            ("https://login.microsoftonline.com/8f1c/", .entra),
            ("https://LOGIN.microsoftonline.com:443/t/v2.0", .entra),
            ("https://sts.windows.net/8f1c/", .entra), ("https://login.microsoftonline.us/t/v2.0", .entra),
            ("https://login.partner.microsoftonline.cn/t/v2.0", .entra), ("https://acme.ciamlogin.com/t/v2.0", .entra),
            ("https://acme.auth0.com/", .auth0), ("https://acme.eu.auth0.com/", .auth0),
            ("https://acme.us-3.auth0.com", .auth0),
            ("https://acme.okta.com", .okta), ("https://acme.okta.com/oauth2/default", .okta),
            ("https://acme.oktapreview.com/oauth2/aus1", .okta), ("https://acme.okta-emea.com", .okta),
            ("https://acme.okta-gov.com", .okta),
            ("https://id.example/realms/tools", .keycloak), ("https://id.example/auth/realms/tools", .keycloak),
            ("https://id.example:8443/realms/tools/", .keycloak), ("http://127.0.0.1:8080/realms/tools", .keycloak),
            ("https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12Cd", .cognito),
            ("https://cognito-idp-fips.us-gov-west-1.amazonaws.com/us-gov-west-1_Ab12Cd", .cognito),
            ("https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_Ab12Cd", .cognito),
            ("https://tools.auth.eu-central-1.amazoncognito.com", .cognito),
            ("https://accounts.google.com", .google), ("https://accounts.google.com/", .google),
        ] as [(String, ProviderPreset.Name)])
    func `an issuer is recognised`(issuer: String, name: ProviderPreset.Name) {
        let preset = ProviderPreset.recognised(issuer: issuer)
        #expect(preset.name == name)
        #expect(preset.issuer?.text == issuer)
    }

    @Test(arguments: [
        "https://auth0.com.evil.example/", "https://acme.auth0.com.evil.example/", "https://evilauth0.com/",
        "https://auth0.com/", "https://.auth0.com/", "https://a.b.c.auth0.com/", "https://acme..auth0.com/",
        "http://acme.auth0.com/", "https://acme.auth0.com:8443/", "https://acme.auth0.com/#x",
        "https://acme.auth0.com/?x",
        "https://login.microsoftonline.com.evil.example/t/v2.0", "https://login.microsoftonline.com",
        "https://login.microsoftonline.com//v2.0", "https://evil.login.microsoftonline.com/t/v2.0",
        "https://xlogin.microsoftonline.com/t/v2.0", "https://a.b.ciamlogin.com/t/v2.0",
        "https://okta.com", "https://acme.okta.com.evil.example", "https://a.b.okta.com", "https://notokta.com",
        "https://id.example/realms", "https://id.example/realms/", "https://id.example/realms//",
        "https://id.example/realms/tools/extra", "https://id.example/xrealms/tools", "http://id.example/realms/tools",
        "https://id.example//realms/tools",
        "https://cognito-idp.eu-central-1.amazonaws.com/",
        "https://cognito-idp.eu-central-1.amazonaws.com/us-east-1_Ab",
        "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_",
        "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab/x",
        "https://cognito-idp.evil.amazonaws.com/evil_Ab", "https://s3.eu-central-1.amazonaws.com/eu-central-1_Ab",
        "https://cognito-idp.eu-central-1.amazonaws.com.evil.example/eu-central-1_Ab",
        "https://tools.auth.amazoncognito.com", "https://auth.eu-central-1.amazoncognito.com",
        "https://accounts.google.com.evil.example", "https://accounts.google.com/evil", "https://google.com",
        "https://as.example", "not a URL", "", "\u{1B}[2J", "https://acme.auth0.com@evil.example/",
    ])
    func `a look-alike or another place is nobody's`(issuer: String) {
        #expect(ProviderPreset.recognised(issuer: issuer).name == .generic)
    }

    @Test(
        arguments: [
            ("https://login.microsoftonline.com/t/oauth2/v2.0/token", .entra),
            ("https://acme.eu.auth0.com/oauth/token", .auth0), ("https://acme.okta.com/oauth2/v1/token", .okta),
            ("https://id.example/auth/realms/tools/protocol/openid-connect/token", .keycloak),
            ("https://tools.auth.eu-central-1.amazoncognito.com/oauth2/token", .cognito),
            ("https://oauth2.googleapis.com/token", .google), ("https://www.googleapis.com/oauth2/v4/token", .google),
            ("https://accounts.google.com/o/oauth2/token", .google),
            ("https://id.example/realms/tools", .generic), ("https://oauth2.googleapis.com/other", .generic),
            ("https://www.googleapis.com/token", .generic), ("https://id.example/token", .generic),
            ("https://oauth2.googleapis.com.evil.example/token", .generic),
            ("https://id.example/realms/tools/protocol/openid-connect/token/x", .generic),
        ] as [(String, ProviderPreset.Name)])
    func `a token endpoint is recognised where there is no issuer`(endpoint: String, name: ProviderPreset.Name) throws {
        let url = try #require(HTTPURL(endpoint))
        #expect(ProviderPreset.recognised(issuer: nil, tokenEndpoint: url).name == name)
    }

    @Test func `an issuer counts more than the endpoint beside it`() throws {
        let endpoint = try #require(HTTPURL("https://acme.auth0.com/oauth/token"))
        #expect(ProviderPreset.recognised(issuer: "https://as.example", tokenEndpoint: endpoint).name == .generic)
        #expect(ProviderPreset.recognised(issuer: nil).name == .generic)
    }

    @Test(
        arguments: [
            ("entra", .entra), ("Azure-AD", .entra), ("AUTH0", .auth0), ("okta", .okta), ("Keycloak", .keycloak),
            ("cognito", .cognito), ("google", .google), ("generic", .generic), ("oktaa", nil), ("", nil),
        ] as [(String, ProviderPreset.Name?)])
    func `names are read from options`(argument: String, name: ProviderPreset.Name?) {
        #expect(ProviderPreset.Name(argument: argument) == name)
    }

    @Test func `every name reads back and has words of its own`() {
        #expect(ProviderPreset.Name.allCases.allSatisfy { ProviderPreset.Name(argument: $0.rawValue) == $0 })
        #expect(Set(ProviderPreset.Name.allCases.map(\.words)).count == ProviderPreset.Name.allCases.count)
    }
}
