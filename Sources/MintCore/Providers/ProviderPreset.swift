/// An identity provider whose habits are known.
public struct ProviderPreset {
    public enum Name: String, Sendable, CaseIterable, Codable {
        case entra, auth0, okta, keycloak, cognito, google, generic
    }
}
