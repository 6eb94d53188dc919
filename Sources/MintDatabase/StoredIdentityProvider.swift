import MintCore

/// ``IdentityProvider`` under the names that the other settings go by.
struct StoredIdentityProvider: Codable {
    private var tokenEndpoint: HTTPURL
    private var clientID: String
    private var clientSecretSource: SecretSource?
    private var subjectTokenSource: SecretSource
    private var subjectTokenType: String

    private enum CodingKeys: String, CodingKey {
        case tokenEndpoint = "token_endpoint", clientID = "client_id", clientSecretSource = "client_secret_source"
        case subjectTokenSource = "subject_token_source", subjectTokenType = "subject_token_type"
    }

    init(_ provider: IdentityProvider) {
        tokenEndpoint = provider.tokenEndpoint
        clientID = provider.clientID
        clientSecretSource = provider.clientSecretSource
        subjectTokenSource = provider.subjectTokenSource
        subjectTokenType = provider.subjectTokenType
    }

    var value: IdentityProvider {
        IdentityProvider(
            tokenEndpoint: tokenEndpoint, clientID: clientID, clientSecretSource: clientSecretSource,
            subjectTokenSource: subjectTokenSource, subjectTokenType: subjectTokenType)
    }
}
