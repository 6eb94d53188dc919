extension RotationWork {
    /// Shows that the old credential is refused, revokes what it obtained, and removes it.
    mutating func retire() async throws {
        guard let previous = rotation.previous, let use = rotation.previousUse else { return }
        let host = profile.tokenEndpoint.hostAndPort
        // What is in wrong hands is taken away first: the credential itself may be the server's operator's to end.
        if rotation.plan.isCompromise { await revokeOldToken() }
        switch try await standing(of: previous, use) {
        case .refused: report(.remark("\(host) refuses the old one"))
        case .unknown(let why): report(.remark("that the old one is refused was not shown: \(why)"))
        case .accepted(let token):
            if let token, let failure = await service.revocation.revoke(token, of: record, observe: observe) {
                report(.remark("the token that the try obtained could not be revoked: \(failure.headline)"))
            }
            throw RotationError.stillAccepted(profile.name, host: host)
        }
        if !rotation.plan.isCompromise { await revokeOldToken() }
        let before = record
        try await write(.retired)
        await sweep(before)
    }

    private func revokeOldToken() async {
        guard let old = rotation.oldToken else { return }
        let moment = service.now()
        if let end = old.expiresAt, end <= moment { return }
        let until = old.expiresAt.map { " until \($0.utcText)" } ?? ""
        do {
            guard let token = try await material.secret(.accessToken, old.generation, of: profile) else { return }
            guard let failure = await service.revocation.revoke(token, of: record, observe: observe) else {
                return report(
                    .remark(
                        "the token that the old one obtained is revoked; a server that reads tokens by itself (JWT) may "
                            + "take it\(until)"))
            }
            report(.remark("the token that the old one obtained stays valid\(until): \(failure.headline)"))
        } catch {
            report(.remark("the token that the old one obtained stays valid\(until): \(error.headline)"))
        }
    }

    /// Back to the old credential, once it has obtained a real token.
    mutating func rollBack() async throws {
        guard let previous = rotation.previous, let use = rotation.previousUse, let new = record.credential else {
            return
        }
        if rotation.isOldKeyWithdrawn { try await publish(withOld: true) }
        let issue: TokenEndpoint.Issue
        do {
            issue = try await exchange(previous, use).0
        } catch let error as TokenEndpointError where error.refusesTheClient {
            throw RotationError.oldOneRefused(
                profile.name, host: profile.tokenEndpoint.hostAndPort, code: error.code)
        }
        let leases = try await service.locks.acquireCredential(
            record.id, becoming: profile.using(use), in: service.profiles)
        defer { for lease in leases { lease.release() } }
        var token: TokenRecord?
        if !profile.grant.isPersons {
            let place = try await reserve(.accessToken)
            try await store(issue.response.accessToken, at: place)
            token = issue.record(generation: place.generation, asked: record.scopesOfNext)
        }
        let before = record
        let kept = CredentialUse(profile)
        try await write(.rolledBack(new, kept)) { entry in
            (entry.credential, entry.use, entry.token) = (previous, use, token)
        }
        await sweep(before)
    }

    /// The profile keeps what it uses.
    mutating func abandon() async throws {
        let before = record
        let plan = rotation.plan
        let keys = rotation.publishedAt == nil ? nil : try? await publicKeys(withOther: false)
        try await write(.abandoned)
        await sweep(before)
        guard let keys, let publication = plan.publication else { return }
        guard publication != .registration else {
            return report(.remark("the other public key stays in the client's registration"))
        }
        do { try await hand(keys, to: publication) } catch {
            report(.remark("the other public key is still published: \(Failure(error).headline)"))
        }
    }
}
