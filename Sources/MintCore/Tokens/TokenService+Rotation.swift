/// Tokens while a profile's credential is being changed.
extension TokenService {
    /// One exchange with the profile's own credential; where that is refused, one with the other one that a rotation keeps,
    /// and no more (RO-4). A new one that works then is the profile's from now on: a dead one is not shown to the server
    /// again and again.
    func asked(
        _ record: ProfileRecord
    ) async throws -> (issue: TokenEndpoint.Issue, prover: DPoPProver?, warning: Failure?) {
        do {
            let (issue, prover) = try await course.issue(for: record)
            return (issue, prover, nil)
        } catch let refusal as TokenEndpointError where refusal.refusesTheClient {
            var record = record
            record.rotation = await newestRotation(of: record.id)
            guard record.rotation != nil,
                let other = try await RotationMaterial(keyrings: keyrings).other(of: record)
            else { throw refusal }
            var turned = record
            turned.profile = record.profile.using(other.use)
            do {
                let (issue, prover) = try await course.issue(for: turned, with: other.credential)
                return (issue, prover, await settle(record))
            } catch is TokenEndpointError {
                throw refusal
            }
        }
    }

    /// The rotation as it is now: it may have been begun, or have come further, while the server was asked. Where the journal
    /// says that the source was asked and its answer is not kept, that is found out first.
    private func newestRotation(of id: ProfileID) async -> Rotation? {
        guard let rotation = try? await profiles.record(id)?.rotation else { return nil }
        guard rotation.state == .sent else { return rotation }
        // What it met is journalled; the refusal is what the caller hears of.
        try? await findOut(id)
        return try? await profiles.record(id)?.rotation
    }

    /// A refusal while nobody knows what a rotation's source has made: it says so, and where to look.
    func unreadRotation(_ error: any Error, _ id: ProfileID) async -> Failure? {
        guard let refusal = error as? TokenEndpointError, refusal.refusesTheClient,
            let record = try? await profiles.record(id), let rotation = record.rotation, rotation.state == .sent
        else { return nil }
        var failure = Failure(refusal)
        let command = "mintmark rotate \(record.profile.name.shellArgument)"
        failure.hint = """
            Its rotation \(rotation.situation(at: now())).
            \(rotation.failure?.headline.plainLine(limit: 300) ?? rotation.ifItDiedNow)
            See: \(command) --status, and go on: \(command) --resume
            """
        return failure
    }

    /// The other credential works and the profile's own does not.
    ///
    /// - Returns: What an operator should know.
    private func settle(_ record: ProfileRecord) async -> Failure? {
        let name = record.profile.name.plainLine(limit: 60)
        guard let rotation = record.rotation else { return nil }
        if rotation.previous != nil {
            return Failure(
                headline: "\(name): the new credential is refused; the old one was used",
                hint: "To go back to it: mintmark rotate \(name.shellArgument) --rollback", exitStatus: .authentication)
        }
        guard let journal, let old = record.credential, let next = rotation.next else {
            return Failure(
                headline: "\(name): the credential in use is refused; the one that its rotation keeps was used",
                hint: "To go on with the rotation: mintmark rotate \(name.shellArgument) --resume",
                exitStatus: .authentication)
        }
        do {
            let moment = now()
            var after = rotation
            if after.state == .rolledBack { after = try after.after(.takenUpAgain, at: moment) }
            if after.state == .staged { after = try after.after(.verified(nil), at: moment) }
            after = try after.after(
                .committed(previous: old, use: CredentialUse(record.profile), oldToken: nil), at: moment)
            var verified = next
            verified.verifiedAt = moment
            _ = try await journal.write(
                RotationEntry(
                    after, replaces: rotation.revision, credential: verified,
                    use: record.useOfNext ?? rotation.plan.use), of: record.id)
            return Failure(
                headline: "\(name): the server has switched to the new credential, which is in use now",
                hint: "To end the rotation: mintmark rotate \(name.shellArgument) --resume", exitStatus: .ok)
        } catch {
            // Another process went on with it; the token is good all the same.
            return nil
        }
    }
}
