import FoundationEssentials
import HTTPTypes

/// A token request by client credentials (RFC 6749 §4.4.2), without its client authentication.
public struct TokenRequest: Equatable, Sendable {
    public var clientID: String
    public var scopes: [String]
    /// `resource` (RFC 8707 §2); `nil` sends none.
    public var resource: String?
    public var audience: String?
    public var parameters: [ProfileSettings.Parameter]

    public init(_ profile: Profile) {
        clientID = profile.clientID
        scopes = profile.requestedScopes
        resource = profile.settings.sendsResource ? profile.resource : nil
        audience = profile.settings.audience
        parameters = profile.settings.parameters
    }

    /// Names that a further parameter may not have: they are ours to send, once (TK-1, RES-8).
    public static let reservedNames: Set<String> = [
        "grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type", "scope", "resource",
        "audience", "assertion", "code", "code_verifier", "redirect_uri", "refresh_token", "device_code",
    ]

    private var fields: [(name: String, value: [UInt8])] {
        [("grant_type", Array("client_credentials".utf8))]
            + [("scope", scopes.joined(separator: " ")), ("resource", resource ?? ""), ("audience", audience ?? "")]
            .map { ($0.0, Array($0.1.utf8)) }
            + parameters.map { ($0.name, Array($0.value.utf8)) }
    }

    /// The names of what is sent, for an error's words; never a value.
    public var parameterNames: [String] { fields.filter { !$0.value.isEmpty }.map(\.name) }

    /// Header and body with exactly one client authentication (AM-2), never in the URL (AM-3).
    func encoded(_ proof: ClientProof) -> (headers: HTTPFields, body: [UInt8]) {
        var headers: HTTPFields = [.accept: "application/json", .contentType: "application/x-www-form-urlencoded"]
        var fields = fields
        switch proof {
        case .basic(let secret, let encoding):
            headers[.authorization] = "Basic " + Self.basic(clientID, secret, encoding)
        case .post(let secret):
            fields += [("client_id", Array(clientID.utf8)), ("client_secret", secret.withBytes { Array($0) })]
        case .assertion(let assertion, let withClientID):
            if withClientID { fields.append(("client_id", Array(clientID.utf8))) }
            fields.append(("client_assertion_type", Array(Self.assertionType.utf8)))
            fields.append(("client_assertion", assertion.withBytes { Array($0) }))
        }
        return (headers, FormEncoding.body(fields))
    }

    static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// The value after `Basic ` (RFC 6749 §2.3.1; AM-5, AM-6).
    static func basic(_ clientID: String, _ secret: Secret, _ encoding: ProfileSettings.BasicEncoding) -> String {
        let encode: ([UInt8]) -> [UInt8] =
            switch encoding {
            case .form: { FormEncoding.encode($0) }
            case .percent: { FormEncoding.percentEncode($0) }
            case .raw: { $0 }
            }
        let pair = encode(Array(clientID.utf8)) + [UInt8(ascii: ":")] + secret.withBytes { encode(Array($0)) }
        return Data(pair).base64EncodedString()
    }
}

/// One client authentication, ready to send.
enum ClientProof: Sendable {
    case basic(Secret, ProfileSettings.BasicEncoding)
    case post(Secret)
    case assertion(Secret, withClientID: Bool)

    var secret: Secret {
        switch self {
        case .basic(let secret, _), .post(let secret), .assertion(let secret, _): secret
        }
    }
}
