import MintCore
import Testing

@Suite struct AuthenticationChoiceTests {
    private func metadata(_ methods: String?) throws -> AuthorizationServerMetadata {
        let list = methods.map { #","token_endpoint_auth_methods_supported":\#($0)"# } ?? ""
        let json = try #require(JSONValue(bytes: Array(#"{"issuer":"https://as.example"\#(list)}"#.utf8)))
        return try #require(AuthorizationServerMetadata(json))
    }

    @Test(
        arguments: [
            (.clientSecret, nil, .clientSecretBasic, false), (.clientSecret, "[]", .clientSecretBasic, false),
            (.clientSecret, #"["client_secret_post"]"#, .clientSecretPost, false),
            (
                .clientSecret, #"["private_key_jwt","client_secret_post","client_secret_basic"]"#, .clientSecretBasic,
                false
            ),
            (.privateKey, #"["private_key_jwt"]"#, .privateKeyJWT, false), (.privateKey, nil, .privateKeyJWT, true),
        ] as [(KeyringKey.Kind, String?, ClientAuthentication, Bool)])
    func `metadata and material decide (AM-1, AS-7, AS-12)`(
        kind: KeyringKey.Kind, methods: String?, expected: ClientAuthentication, warns: Bool
    ) throws {
        let choice = try AuthenticationChoice.choose(for: kind, asked: nil, metadata: metadata(methods))
        #expect(choice.method == expected)
        #expect((choice.warning != nil) == warns)
    }

    @Test func `a list without a fitting method stops, and names the list`() throws {
        let error = try #require(throws: AuthenticationChoiceError.self) {
            try AuthenticationChoice.choose(for: .clientSecret, asked: nil, metadata: metadata(#"["tls_client_auth"]"#))
        }
        #expect(error.hint?.contains("tls_client_auth") == true)
    }

    @Test func `the operator's word beats the list, with a warning`() throws {
        let choice = try AuthenticationChoice.choose(
            for: .clientSecret, asked: .clientSecretPost, metadata: metadata(#"["client_secret_basic"]"#))
        #expect(choice.method == .clientSecretPost)
        #expect(choice.warning?.contains("client_secret_post") == true)
    }

    @Test(arguments: [
        (ClientAuthentication.none, KeyringKey.Kind.clientSecret), (.privateKeyJWT, .clientSecret),
        (.clientSecretBasic, .privateKey),
    ])
    func `a method that the material cannot do is refused (CC-2)`(asked: ClientAuthentication, kind: KeyringKey.Kind) {
        #expect(throws: AuthenticationChoiceError.methodNeedsOther(asked, kind)) {
            try AuthenticationChoice.choose(for: kind, asked: asked, metadata: nil)
        }
    }
}
