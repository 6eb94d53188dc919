/// What is known about the kind of authorization server that grants access: which settings it wants, and how sure that is.
///
/// A preset never overrules the operator: it changes settings that are still at their defaults, once, at a new login.
public struct ProviderPreset: Equatable, Sendable {
    public let name: Name
    /// What it was recognised by; some rules look closer (an Entra v1 endpoint, an Okta organization server).
    public let issuer: HTTPURL?
    public let tokenEndpoint: HTTPURL?

    public init(_ name: Name, issuer: HTTPURL? = nil, tokenEndpoint: HTTPURL? = nil) {
        self.name = name
        self.issuer = issuer
        self.tokenEndpoint = tokenEndpoint
    }

    /// The providers by the words that name them in options and output.
    public enum Name: String, CaseIterable, Codable, Sendable {
        case entra, auth0, okta, keycloak, cognito, google, generic

        /// Letter case does not matter; `azure`, `azuread`, `aad` and `microsoft` are Entra ID.
        public init?(argument: String) {
            let plain = argument.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
            switch plain {
            case "azure", "azuread", "aad", "microsoft", "entraid": self = .entra
            case "amazoncognito", "aws": self = .cognito
            default: self.init(rawValue: plain)
            }
        }

        /// For a sentence: `Microsoft Entra ID`.
        public var words: String {
            switch self {
            case .entra: "Microsoft Entra ID"
            case .auth0: "Auth0"
            case .okta: "Okta"
            case .keycloak: "Keycloak"
            case .cognito: "Amazon Cognito"
            case .google: "Google"
            case .generic: "OAuth 2.1"
            }
        }
    }

    /// How a rule is known. Neither was tried against the provider's service.
    public enum Confidence: String, CaseIterable, Codable, Sendable {
        /// The provider's own documentation says so.
        case documented
        /// Told by other projects' users; its words say so.
        case unverified
    }

    /// The settings that a preset may change; an operator who names one keeps it.
    public enum Setting: String, CaseIterable, Codable, Sendable {
        case resource, audience, basicEncoding, assertionAudience, assertionType, clientIDWithAssertion, scope
    }

    public enum Effect: Equatable, Sendable {
        /// `resource` (RFC 8707) is left out.
        case withoutResource
        /// The vendor parameter `audience` carries the resource.
        case audienceFromResource
        case basicEncoding(ProfileSettings.BasicEncoding)
        case assertionAudience(ProfileSettings.AssertionAudience)
        case assertionType(String)
        /// `client_id` goes beside an assertion.
        case clientIDWithAssertion
        /// The one scope `RESOURCE/.default`.
        case defaultScope
        /// A further parameter of authorization requests.
        case authorizationParameter(ProfileSettings.Parameter)
        /// Nothing to set: something to know.
        case note
    }

    /// One thing that a provider wants.
    public struct Rule: Equatable, Sendable {
        public var effect: Effect
        public var confidence: Confidence
        public var grants: Set<Grant>
        /// The kind of credential that it concerns; `nil` for any.
        public var credential: KeyringKey.Kind?
        /// One plain line for the operator.
        public var words: String

        /// The words with their mark where they are unverified.
        public var notice: String { confidence == .unverified ? "unverified: " + words : words }
    }
}
