import MintCore

/// Profiles as they would stand in a database at ``Samples/now``.
enum Samples {
    /// 2026-11-21T12:04:00Z
    static let now = Timestamp(1_795_262_640)

    static func profile(
        _ name: String, server: String = "https://api.example/mcp", grant: Grant = .clientCredentials,
        method: ClientAuthentication = .clientSecretBasic, scopes: [String] = ["tools:read"],
        settings: ProfileSettings = ProfileSettings(), store: StoreName = .vault
    ) throws -> Profile {
        struct BadURL: Error {}
        guard let url = HTTPURL(server), let endpoint = HTTPURL("https://id.example/token") else { throw BadURL() }
        return Profile(
            id: ProfileID(rawValue: "id-\(name)"), name: name, server: url, resource: server,
            issuer: "https://id.example",
            tokenEndpoint: endpoint, grant: grant, clientID: "svc-\(name)", clientAuthentication: method,
            requestedScopes: scopes, settings: settings, store: store, createdAt: now + -40 * 86400)
    }

    static func token(left: Int?, of lifetime: Int = 3600, generation: Int = 1, scopes: [String] = ["tools:read"])
        -> TokenRecord
    {
        let issued = left.map { now + ($0 - lifetime) } ?? now + -600
        return TokenRecord(
            generation: generation, issuedAt: issued, expiresAt: left.map { now + $0 }, scopes: scopes,
            tokenType: "Bearer")
    }

    static func record(
        _ name: String, left: Int? = 2467, of lifetime: Int = 3600, keepWarm: ProfileSettings.KeepWarm = .never
    ) throws -> ProfileRecord {
        var settings = ProfileSettings()
        settings.keepWarm = keepWarm
        return ProfileRecord(
            profile: try profile(name, settings: settings), token: token(left: left, of: lifetime),
            contact: ContactRecord(at: now + -120), lastUsedAt: now + -60)
    }

    /// The four of the design's picture, and three more that are hard to draw.
    static func picture() throws -> [ProfileRecord] {
        let refusal = ContactFailure(
            code: "invalid_client", headline: "id.example refused the client: invalid_client",
            hint: "The stored secret no longer matches.\nTry `mintmark login` with the new one.")
        var settings = ProfileSettings()
        settings.basicEncoding = .raw
        settings.audience = "https://api.billing.example"
        return [
            ProfileRecord(
                profile: try profile(
                    "billing-sync", server: "https://api.billing.example/mcp", method: .privateKeyJWT,
                    settings: settings),
                credential: credential(.privateKey, endsIn: 12 * 86400 + 60), token: token(left: 2467),
                contact: ContactRecord(at: now + -130), lastUsedAt: now + -60),
            ProfileRecord(
                profile: try profile("laptop", grant: .deviceCode, method: .none), token: token(left: 1120),
                contact: ContactRecord(at: now + -3700)),
            ProfileRecord(
                profile: try profile(
                    "nightly-export", server: "https://api.export.example", method: .clientSecretPost,
                    scopes: ["export", "tools:read"]),
                credential: credential(.clientSecret, endsIn: 88 * 86400 + 60), token: token(left: -80),
                contact: ContactRecord(at: now + -360, failure: refusal)),
            ProfileRecord(
                profile: try profile("search-worker"), credential: credential(.clientSecret, endsIn: 3 * 86400 + 60),
                token: token(left: 133, of: 1400), contact: ContactRecord(at: now + -540)),
            ProfileRecord(profile: try profile("支払い同期の夜間バッチ"), token: token(left: nil)),
            ProfileRecord(profile: try profile("👩‍💻 e\u{301}quipe"), credential: credential(.clientSecret, endsIn: -5)),
            ProfileRecord(
                profile: try profile("long-lived-batch-of-the-warehouse"),
                token: token(left: 30 * 86400, of: 90 * 86400),
                contact: ContactRecord(at: now + -10)),
        ]
    }

    static func credential(_ kind: KeyringKey.Kind, endsIn seconds: Int) -> CredentialRecord {
        CredentialRecord(
            kind: kind, generation: 2, keyID: kind == .privateKey ? "2026-a" : nil, createdAt: now + -20 * 86400,
            expiresAt: now + seconds, verifiedAt: now + -9000)
    }
}
