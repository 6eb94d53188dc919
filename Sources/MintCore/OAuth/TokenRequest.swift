import FoundationEssentials
import HTTPTypes

/// A token request (RFC 6749 §4), without its client authentication.
public struct TokenRequest: Sendable {
    public var grant: GrantRequest
    public var clientID: String
    public var scopes: [String]
    /// `resource` (RFC 8707 §2); `nil` sends none.
    public var resource: String?
    public var audience: String?
    public var parameters: [ProfileSettings.Parameter]

    public init(_ profile: Profile, _ grant: GrantRequest = .clientCredentials) {
        self.grant = grant
        clientID = profile.clientID
        scopes = grant.namesScopes ? profile.requestedScopes : []
        resource = profile.settings.sendsResource ? profile.resource : nil
        audience = if case .tokenExchange = grant { nil } else { profile.settings.audience }
        parameters = profile.settings.parameters
    }

    /// Names that a further parameter may not have: they are ours to send, once (TK-1, RES-8).
    public static let reservedNames: Set<String> = [
        "grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type", "scope", "resource",
        "audience", "assertion", "code", "code_verifier", "redirect_uri", "refresh_token", "device_code",
        "requested_token_type", "subject_token", "subject_token_type", "actor_token", "actor_token_type",
        "response_type", "code_challenge", "code_challenge_method", "state",
    ]

    private var fields: [(name: String, value: [UInt8])] {
        [("grant_type", Array(grant.type.utf8))] + grant.fields
            + [("scope", scopes.joined(separator: " ")), ("resource", resource ?? ""), ("audience", audience ?? "")]
            .map { ($0.0, Array($0.1.utf8)) }
            + parameters.map { ($0.name, Array($0.value.utf8)) }
    }

    /// The names of what is sent, for an error's words; never a value.
    public var parameterNames: [String] { fields.filter { !$0.value.isEmpty }.map(\.name) }

    /// Header and body with exactly one client authentication (AM-2), never in the URL (AM-3).
    func encoded(_ proof: ClientProof) -> (headers: HTTPFields, body: [UInt8]) {
        var (headers, proofFields) = proof.encoded(clientID: clientID)
        headers[.accept] = "application/json"
        headers[.contentType] = "application/x-www-form-urlencoded"
        return (headers, FormEncoding.body(fields + proofFields))
    }
}
