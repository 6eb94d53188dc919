/// What an operator sets per profile because servers differ; every default is what the specifications say.
public struct ProfileSettings: Equatable, Sendable, Codable {
    /// The `aud` of client assertions (JA-2, JA-3).
    public var assertionAudience: AssertionAudience = .issuer
    /// The `typ` header of client assertions (JA-4); older servers want `JWT`.
    public var assertionType = "client-authentication+jwt"
    /// How id and secret are encoded in HTTP Basic (AM-5, AM-6).
    public var basicEncoding: BasicEncoding = .form
    /// Further form fields of a token request, in order; reserved OAuth names are refused on entry.
    public var parameters: [Parameter] = []
    /// The vendor parameter `audience` (RES-8).
    public var audience: String?
    /// Whether `resource` is sent (RFC 8707; RES-1).
    public var sendsResource = true
    /// Whether `client_id` goes beside a client assertion (CC-8).
    public var sendsClientIDWithAssertion = false
    /// A PEM file trusted beside the system's roots, absolute.
    public var caFile: String?
    /// The JOSE algorithm of assertions; `nil` lets key and metadata decide (JA-8).
    public var keyAlgorithm: SigningAlgorithm?
    /// What `alg` says where the server has another name for the algorithm: `Ed25519` (RFC 9864) for EdDSA.
    public var keyAlgorithmName: String?
    /// The `kid` of assertions; `nil` means the RFC 7638 thumbprint.
    public var keyID: String?
    public var keepWarm: KeepWarm = .whenUsed
    /// The provider whose habits and error codes apply; `nil` means the one that the issuer is recognised as.
    public var preset: ProviderPreset.Name?
    /// Whether more scopes are asked for when the server demands them; `nil` asks on a terminal and refuses without one.
    public var stepUp: StepUp?
    /// Whether tokens are bound to a key of ours (RFC 9449; DP).
    public var usesDPoP = false
    /// Where the workload's assertion comes from, read fresh for each request (WF-3); for `jwt-bearer`.
    public var assertionSource: SecretSource?
    /// The first leg of an enterprise-managed authorization (EM-1); for `enterprise`.
    public var identityProvider: IdentityProvider?
    /// Where the browser comes back to; `nil` means a loopback address of the moment (AC-4).
    public var redirectURI: String?
    /// Whether a server without any metadata is taken for one of the 2025-03-26 revision (PRM-13).
    public var allowsLegacyDiscovery = false
    /// The operator's own words to find the profile by (``ProfileLabel``).
    public var tags: [String] = []
    /// What the operator wants to remember of it.
    public var note: String?
    /// Whether the credential is never due by age alone: the operator said that it never ends.
    public var isExemptFromMaxAge = false
    /// The operator's program that makes this profile's next credential, as a line of words; it is run without a shell.
    public var rotationCommand: String?

    public init() {}

    /// What to do when a server says `insufficient_scope` (SC-5).
    public enum StepUp: String, Sendable, CaseIterable, Codable { case ask, never, auto }

    public struct Parameter: Equatable, Sendable, Codable {
        public var name: String, value: String
        public init(name: String, value: String) { (self.name, self.value) = (name, value) }
    }

    public enum AssertionAudience: Equatable, Sendable {
        case issuer, endpoint
        case literal(String)

        /// `issuer`, `endpoint` (also `token-endpoint`), or any other text word for word.
        public init(argument: String) {
            switch argument {
            case "issuer": self = .issuer
            case "endpoint", "token-endpoint": self = .endpoint
            default: self = .literal(argument)
            }
        }

        public var argument: String {
            switch self {
            case .issuer: "issuer"
            case .endpoint: "endpoint"
            case .literal(let text): text
            }
        }
    }

    public enum BasicEncoding: String, Sendable, CaseIterable, Codable { case form, percent, raw }

    /// Whether an open board renews this profile ahead of expiry.
    public enum KeepWarm: String, Sendable, CaseIterable, Codable {
        case always, never
        /// Those whose token was used within its last lifetime.
        case whenUsed = "when-used"
    }
}

extension ProfileSettings {
    /// What it means to turn ``sendsResource`` off (RES-8), as one line.
    public static let withoutResource =
        "no `resource` is sent: the server decides for which server the token is, and others may take it, too"
}

extension ProfileSettings.AssertionAudience: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(argument: try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(argument)
    }
}

/// The JOSE signature algorithms that we sign with (RFC 7518 §3.1, RFC 8037 §3.1).
public enum SigningAlgorithm: String, Sendable, CaseIterable, Codable {
    case es256 = "ES256", es384 = "ES384", rs256 = "RS256", ps256 = "PS256", edDSA = "EdDSA"

    /// Letter case does not matter; `Ed25519` (RFC 9864) is `EdDSA`.
    public init?(argument: String) {
        let wanted = argument.uppercased() == "ED25519" ? "EDDSA" : argument.uppercased()
        guard let found = Self.allCases.first(where: { $0.rawValue.uppercased() == wanted }) else { return nil }
        self = found
    }
}
