import MintCore

/// What a sealed file says about itself, authenticated with it: which key opens it and what the secret is bound to.
struct VaultHeader: Equatable {
    /// The media type of a sealed secret (RFC 7516 §4.1.11).
    static let type = "mintmark-secret+jwe"

    var keyID: String
    var profile: String
    var kind: String
    var generation: Int
    var issuer: String?
    var endpointOrigin: String

    init(keyID: String, _ key: KeyringKey, _ binding: SecretBinding) {
        self.keyID = keyID
        profile = key.profile.rawValue
        kind = key.kind.rawValue
        generation = key.generation
        issuer = binding.issuer
        endpointOrigin = binding.tokenEndpointOrigin
    }

    /// The header's JSON, sorted, so that equal headers are equal bytes.
    var json: String {
        var members: [String: JSONValue] = [
            "alg": "dir", "enc": "A256GCM", "typ": .string(Self.type), "kid": .string(keyID),
            "profile": .string(profile), "kind": .string(kind), "generation": .int(Int64(generation)),
            "endpoint_origin": .string(endpointOrigin),
        ]
        members["iss"] = issuer.map { .string($0) }
        return JSONValue.object(members).serialized()
    }

    /// - Returns: `nil` for other algorithms or types, a missing member, and for `crit` and `zip`, which would change
    ///   what the file means. Other members are ignored, as RFC 7516 §4 wants.
    init?(json: [UInt8]) {
        guard let header = JSONValue(bytes: json), let members = header.members,
            members["crit"] == nil, members["zip"] == nil,
            header["alg"]?.text == "dir", header["enc"]?.text == "A256GCM", header["typ"]?.text == Self.type,
            let keyID = header["kid"]?.text, let profile = header["profile"]?.text, let kind = header["kind"]?.text,
            let generation = header["generation"]?.integer, let endpointOrigin = header["endpoint_origin"]?.text
        else { return nil }
        if let issuer = members["iss"] {
            guard let text = issuer.text else { return nil }
            self.issuer = text
        }
        self.keyID = keyID
        self.profile = profile
        self.kind = kind
        self.generation = generation
        self.endpointOrigin = endpointOrigin
    }
}
