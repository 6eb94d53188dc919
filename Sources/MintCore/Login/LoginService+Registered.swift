extension LoginService {
    /// What a re-login does with the client that we registered ourselves: it goes on with it and its secret; at another
    /// issuer (REG-5, REG-6), or once the secret has run out or is lost (C4), a new one is registered.
    ///
    /// - Returns: What is known of the secret that it goes on with.
    func settleRegisteredClient(
        _ request: inout LoginRequest, of replaced: ProfileRecord?, at issuer: String?
    ) async throws -> CredentialRecord? {
        guard request.grant.isPersons, request.credential == nil, let replaced, replaced.bonds.registration != nil,
            request.clientID ?? replaced.profile.clientID == replaced.profile.clientID
        else { return nil }
        request.clientID = nil
        guard issuer == replaced.profile.issuer else { return nil }
        if let current = replaced.credential {
            if let end = current.expiresAt, end <= now() { return nil }
            let key = KeyringKey(profile: replaced.id, kind: current.kind, generation: current.generation)
            let store = keyrings[replaced.profile.store]
            guard let stored = try await store.secret(at: key, bound: replaced.profile.binding) else { return nil }
            request.credential = try Credential(current.kind, stored: stored)
            request.authentication = replaced.profile.clientAuthentication
        }
        request.clientID = replaced.profile.clientID
        return replaced.credential
    }
}
