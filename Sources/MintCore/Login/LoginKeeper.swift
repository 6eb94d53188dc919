/// Keeps what a login brought: every item is written and read back, then all is committed at once. What fails leaves
/// nothing that a row names.
struct LoginKeeper: Sendable {
    let profiles: any ProfileStore
    let keyrings: Keyrings
    let now: WallClock

    /// - Returns: What was committed.
    func keep(
        _ issue: TokenEndpoint.Issue, _ login: AuthorizedLogin, _ plan: LoginPlan
    ) async throws -> LoginRecord {
        let profile = login.profile
        let moment = now()
        var written: [KeyringKey] = []
        func write(_ secret: Secret, _ kind: KeyringKey.Kind) async throws -> Int {
            let key = try await profiles.reserve(kind, for: profile.id, in: profile.store, at: moment)
            written.append(key)
            try await keyrings[profile.store].store(secret, at: key, bound: profile.binding)
            return key.generation
        }
        let isMoving = try await guardMove(to: profile, issue, plan, at: moment)
        do {
            // What cannot be had again comes first (TK-10).
            var bonds = ProfileBonds(clockSkew: issue.clockSkew ?? plan.replaced?.bonds.clockSkew ?? 0)
            if let refresh = issue.response.refreshToken {
                bonds.refresh = RefreshRecord(
                    generation: try await write(refresh, .refreshToken), issuedAt: issue.sentAt,
                    expiresAt: issue.response.refreshExpiresIn.map { issue.sentAt + $0 })
            }
            if let key = login.dpopKey {
                bonds.dpopKey = DPoPKeyRecord(
                    generation: try await write(key.serialized, .dpopKey), thumbprint: key.thumbprint, createdAt: moment
                )
            }
            bonds.registration = try await registration(login, plan, write)
            var credential: CredentialRecord?
            if let proof = login.credential {
                credential = login.credentialRecord(proof, try await write(proof.stored, proof.kind), at: moment)
                if let kept = plan.keptCredential {
                    credential?.createdAt = kept.createdAt
                    credential?.expiresAt = login.secretExpiresAt ?? kept.expiresAt
                }
                switch plan.secretEnd {
                case .at(let end): credential?.expiresAt = end
                case .never, .unknown: credential?.expiresAt = nil
                case nil: break
                }
            }
            let kind: KeyringKey.Kind = profile.grant == .static ? .staticToken : .accessToken
            let generation = try await write(issue.response.accessToken, kind)
            let record = LoginRecord(
                profile: profile, credential: credential,
                token: issue.record(generation: generation, asked: profile.requestedScopes),
                contact: plan.isTried ? ContactRecord(at: moment) : nil, bonds: bonds,
                discovery: plan.discoveryRecord(at: moment))
            try await profiles.commitLogin(record)
            return record
        } catch {
            // Nothing names the items: take them away again where that is possible, and keep them listed where not.
            for key in written where (try? await keyrings[profile.store].remove(key)) != nil {
                try? await profiles.forget([key])
            }
            if isMoving { try? await profiles.setHold(plan.replaced?.bonds.hold, of: profile.id) }
            throw error
        }
    }

    /// Between the writing of another issuer's refresh token and the commit, a process that is killed would leave a token
    /// that a renewal takes for this profile's own and shows to the old issuer (REG-5): the hold keeps it in. The commit
    /// lifts it.
    private func guardMove(
        to profile: Profile, _ issue: TokenEndpoint.Issue, _ plan: LoginPlan, at moment: Timestamp
    ) async throws -> Bool {
        guard let old = plan.replaced?.profile, issue.response.refreshToken != nil,
            old.issuer != profile.issuer || old.tokenEndpoint.origin != profile.tokenEndpoint.origin
        else { return false }
        let hold = ProfileBonds.Hold(issuer: profile.issuer ?? profile.tokenEndpoint.origin, since: moment)
        try await profiles.setHold(hold, of: profile.id)
        return true
    }

    /// A new registration, or the one that the profile had at the same issuer as the same client.
    private func registration(
        _ login: AuthorizedLogin, _ plan: LoginPlan, _ write: (Secret, KeyringKey.Kind) async throws -> Int
    ) async throws -> RegistrationRecord? {
        guard let client = login.registered else {
            guard let old = plan.replaced, old.profile.clientID == login.profile.clientID,
                old.profile.issuer == login.profile.issuer, var record = old.bonds.registration
            else { return nil }
            let store = old.profile.store
            guard store != login.profile.store, let generation = record.tokenGeneration else { return record }
            // It goes along to the new store. One that cannot be read costs the managing of the registration, not the login.
            let key = KeyringKey(profile: old.id, kind: .registrationToken, generation: generation)
            let token = try? await keyrings[store].secret(at: key, bound: old.profile.binding)
            record.tokenGeneration = nil
            if let token { record.tokenGeneration = try await write(token, .registrationToken) }
            return record
        }
        var record = client.record
        if let token = client.registrationToken { record.tokenGeneration = try await write(token, .registrationToken) }
        return record
    }
}

extension AuthorizedLogin {
    fileprivate func credentialRecord(_ proof: Credential, _ generation: Int, at moment: Timestamp) -> CredentialRecord
    {
        var keyID: String?
        if case .key(let key) = proof { keyID = profile.settings.keyID ?? key.thumbprint }
        return CredentialRecord(
            kind: proof.kind, generation: generation, keyID: keyID, createdAt: moment,
            expiresAt: secretExpiresAt ?? registered?.secretExpiresAt, verifiedAt: moment)
    }
}

extension LoginPlan {
    fileprivate func discoveryRecord(at moment: Timestamp) -> DiscoveryRecord? {
        found.map { DiscoveryRecord(snapshot: $0.snapshot, trace: trace, at: moment) }
    }
}

extension LoginPlan {
    /// Whether a server took what is kept; a pasted token comes from no exchange.
    fileprivate var isTried: Bool {
        guard pasted != nil else { return true }
        if case .taken = pastedTrial { return true }
        return false
    }
}
