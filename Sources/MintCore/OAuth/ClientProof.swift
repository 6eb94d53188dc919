import FoundationEssentials
import HTTPTypes

/// One client authentication, ready to send to any endpoint that asks for it.
enum ClientProof: Sendable {
    case basic(Secret, ProfileSettings.BasicEncoding)
    case post(Secret)
    case assertion(Secret, withClientID: Bool)
    /// A public client: its id alone (AM-8).
    case identifier
    /// No client at all: the grant's assertion says who it is (WF-1).
    case anonymous

    var secret: Secret? {
        switch self {
        case .basic(let secret, _), .post(let secret), .assertion(let secret, _): secret
        case .identifier, .anonymous: nil
        }
    }

    /// What a server that echoes its requests could give back: the secret, and what it looks like in a header.
    func wireSecrets(clientID: String) -> [Secret] {
        guard case .basic(let secret, let encoding) = self else { return [secret].compactMap { $0 } }
        return [secret, Secret(Self.basic(clientID, secret, encoding))]
    }

    /// Whether it carries a time that a skewed clock makes wrong.
    var isTimed: Bool { if case .assertion = self { true } else { false } }

    static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// The header or the fields; never both (AM-2).
    func encoded(clientID: String) -> (headers: HTTPFields, fields: [(name: String, value: [UInt8])]) {
        let id = ("client_id", Array(clientID.utf8))
        switch self {
        case .basic(let secret, let encoding):
            return ([.authorization: "Basic " + Self.basic(clientID, secret, encoding)], [])
        case .post(let secret): return ([:], [id, ("client_secret", secret.bytes)])
        case .assertion(let assertion, let withClientID):
            let fields = [
                ("client_assertion_type", Array(Self.assertionType.utf8)), ("client_assertion", assertion.bytes),
            ]
            return ([:], withClientID ? [id] + fields : fields)
        case .identifier: return ([:], [id])
        case .anonymous: return ([:], [])
        }
    }

    /// The value after `Basic ` (RFC 6749 §2.3.1; AM-5, AM-6).
    static func basic(_ clientID: String, _ secret: Secret, _ encoding: ProfileSettings.BasicEncoding) -> String {
        let encode: ([UInt8]) -> [UInt8] =
            switch encoding {
            case .form: { FormEncoding.encode($0) }
            case .percent: { FormEncoding.percentEncode($0) }
            case .raw: { $0 }
            }
        let pair = encode(Array(clientID.utf8)) + [UInt8(ascii: ":")] + encode(secret.bytes)
        return Data(pair).base64EncodedString()
    }
}

extension ClientProof {
    /// The proof that a profile's method wants, made now.
    ///
    /// - Parameters:
    ///   - credential: `nil` for a public client.
    ///   - endpoint: Where it goes; `nil` for the token endpoint.
    ///   - moment: The server's time, as far as it is known.
    /// - Throws: ``AuthenticationChoiceError``, ``SigningKeyError``.
    static func make(
        for profile: Profile, _ credential: Credential?, to endpoint: HTTPURL? = nil, at moment: Timestamp
    ) async throws -> ClientProof {
        switch (profile.clientAuthentication, credential) {
        case (.clientSecretBasic, .secret(let secret)?): return .basic(secret, profile.settings.basicEncoding)
        case (.clientSecretPost, .secret(let secret)?): return .post(secret)
        case (.privateKeyJWT, .key(let key)?):
            let settings = profile.settings
            let assertion = ClientAssertion(
                clientID: profile.clientID, audience: profile.assertionAudience(at: endpoint ?? profile.tokenEndpoint),
                issuedAt: moment)
            let signed = try await assertion.signed(
                with: key, algorithm: settings.keyAlgorithm ?? key.algorithms[0], keyID: settings.keyID,
                type: settings.assertionType, algorithmName: settings.keyAlgorithmName)
            return .assertion(signed, withClientID: settings.sendsClientIDWithAssertion)
        case (.none, _): return profile.clientID.isEmpty ? .anonymous : .identifier
        case (let method, let credential):
            throw AuthenticationChoiceError.methodNeedsOther(method, credential?.kind ?? .clientSecret)
        }
    }
}

extension Profile {
    /// The `aud` of an assertion (JA-2, JA-3). Without an issuer, the endpoint is all that there is to name.
    public var assertionAudience: String { assertionAudience(at: tokenEndpoint) }

    /// The same for another endpoint of the server: the issuer stays the audience there (AM-10); a server that wants its
    /// endpoint wants the one that is asked.
    func assertionAudience(at endpoint: HTTPURL) -> String {
        switch settings.assertionAudience {
        case .issuer: issuer ?? tokenEndpoint.text
        case .endpoint: endpoint.text
        case .literal(let text): text
        }
    }
}
