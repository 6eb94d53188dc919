import MintBoard
import MintCore

extension Services {
    /// What the board copies that has to be asked of a store; a token that goes to a clipboard is in the trail.
    var copying: CopyServices {
        CopyServices(accessToken: { try await copiedToken(of: $0) }, publicJWK: { try await publicJWK(of: $0) })
    }

    private func copiedToken(of id: ProfileID) async throws -> Secret {
        guard let record = try await profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        let detail = "board, clipboard"
        do {
            let grant = try await tokens.token(of: id, TokenService.Need())
            await audit.note(.token, of: grant.profile, failure: grant.warning, detail: detail)
            return grant.token
        } catch {
            await audit.note(.token, of: record.profile, failure: error, detail: detail)
            throw error
        }
    }

    private func publicJWK(of id: ProfileID) async throws -> String {
        guard let record = try await profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        guard let credential = record.credential, credential.kind == .privateKey else {
            throw Failure(headline: "\(record.profile.name) has no key of its own in a store")
        }
        let key = KeyringKey(profile: id, kind: .privateKey, generation: credential.generation)
        guard let stored = try await keyrings[record.profile.store].secret(at: key, bound: record.profile.binding)
        else {
            throw Failure(
                headline: "The key of \(record.profile.name) is not in the \(record.profile.store.words)",
                hint: "mintmark doctor says more.", exitStatus: .store)
        }
        return try SigningKey(stored).publicJWK(keyID: credential.keyID).serialized()
    }
}
