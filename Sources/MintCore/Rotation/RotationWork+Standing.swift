/// What a server makes of a credential that should be dead by now.
extension RotationWork {
    enum Standing {
        case refused
        /// - Parameter token: What it obtained; `nil` where the try asked for none.
        case accepted(Secret?)
        /// - Parameter why: The end of a sentence.
        case unknown(String)
    }

    /// One try with it; one more with something else where the answer alone would not say it.
    func standing(of old: CredentialRecord, _ use: CredentialUse) async throws -> Standing {
        if profile.grant.isPersons { return try await standingOfPersons(old, use) }
        do {
            return .accepted(try await exchange(old, use).0.response.accessToken)
        } catch let refusal as TokenEndpointError where refusal.refusesTheClient {
            try await requireMeaning(refusal, of: old)
            return .refused
        }
    }

    /// A wrong clock and a server that refuses everybody refuse an old credential, too. Unless the refusal is plain, the
    /// profile's own credential must work at the same time.
    private func requireMeaning(_ refusal: TokenEndpointError, of old: CredentialRecord) async throws {
        if refusal.code == "invalid_client", old.kind == .clientSecret { return }
        guard let current = record.credential else { return }
        let issue = try await exchange(current, CredentialUse(profile)).0
        if let failure = await service.revocation.revoke(issue.response.accessToken, of: record, observe: observe) {
            report(.remark("the token that the try obtained could not be revoked: \(failure.headline)"))
        }
    }

    // MARK: - A person's grant

    /// A person's refresh token is not spent on a try: the old credential is shown with one that nobody has.
    private func standingOfPersons(_ old: CredentialRecord, _ use: CredentialUse) async throws -> Standing {
        let stored = try await material.credential(old.kind, old.generation, of: profile)
        guard let stored else { return .unknown("it is not in the store any more") }
        guard try await isTaken(stored, use) else {
            // The same refusal of the new one would say that nothing was shown.
            guard let current = record.credential,
                let own = try await material.credential(current.kind, current.generation, of: profile),
                try await isTaken(own, CredentialUse(profile))
            else { return .unknown("the server refuses the new one in the same way") }
            return .refused
        }
        // A server that looks at the grant first says the same to a credential that nobody has.
        let isAnyTaken = try await isTaken(madeUp(like: old, use), use)
        return isAnyTaken ? .unknown("the server looks at the refresh token before the client") : .accepted(nil)
    }

    private func isTaken(_ credential: Credential, _ use: CredentialUse) async throws -> Bool {
        var other = record
        other.profile = profile.using(use)
        do {
            try await service.tokens.course.present(credential, for: other)
            return true
        } catch let error as TokenEndpointError {
            switch error {
            case .refused(_, _, "invalid_client", _), .refusedWithoutReason(_, 401, _): return false
            case .refused(_, _, "invalid_grant", _), .refused(_, _, "unauthorized_client", _): return true
            default: throw error
            }
        }
    }

    private func madeUp(like old: CredentialRecord, _ use: CredentialUse) throws -> Credential {
        switch old.kind {
        case .privateKey: .key(try SigningKey.generate(use.keyAlgorithm ?? .es256))
        default: .secret(Secret(UniqueID.make()))
        }
    }
}
