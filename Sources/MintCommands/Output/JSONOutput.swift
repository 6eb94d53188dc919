import MintCore

/// The shapes of `--json`: additive, each object with its `schema_version`.
enum JSONOutput {
    static let schemaVersion: Int64 = 1

    static func object(_ members: [String: JSONValue]) -> JSONValue {
        .object(members.merging(["schema_version": .int(schemaVersion)]) { given, _ in given })
    }

    /// What is said in one line beside a result; `nil` where there are no words in it.
    static func note(_ line: String) -> JSONValue? {
        // Some lines stand indented between empty ones, for eyes.
        let words = String(line.drop(while: \.isWhitespace))
        guard !words.isEmpty else { return nil }
        for kind in ["note", "warning"] where words.hasPrefix("\(kind): ") {
            return object([kind: .string(String(words.dropFirst(kind.count + 2)))])
        }
        return object(["note": .string(words)])
    }

    /// - Parameter code: What the process ends with.
    static func failure(_ failure: Failure, code: Int32? = nil) -> JSONValue {
        var error: [String: JSONValue] = [
            "headline": .string(failure.headline), "hint": failure.hint.map { .string($0) } ?? .null,
            "exit_status": .int(Int64(code ?? failure.exitStatus.rawValue)),
        ]
        if let evidence = failure.evidence {
            error["code"] = evidence.code.map { .string($0) } ?? .null
            error["method"] = .string(evidence.method)
            error["url"] = .string(evidence.url)
            error["status"] = .int(Int64(evidence.status))
        }
        return object(["error": .object(error)])
    }

    /// The contract of `list --json`, and what `show --json` starts from.
    static func profile(
        _ record: ProfileRecord, _ policy: DuePolicy = DuePolicy(), at now: Timestamp
    ) -> [String: JSONValue] {
        let profile = record.profile, end = record.credentialEnd(under: policy)
        return [
            "name": .string(profile.name), "server": .string(profile.server.text),
            "issuer": profile.issuer.map { .string($0) } ?? .null, "grant": .string(profile.grant.rawValue),
            "client_authentication": .string(profile.clientAuthentication.rawValue),
            "store": .string(profile.store.rawValue), "state": .string(record.tokenState(at: now).rawValue),
            "health": .string(record.health.rawValue), "expires_at": time(record.token?.expiresAt),
            "tags": .array(profile.settings.tags.map { .string($0) }), "note": text(profile.settings.note),
            "credential_expires_at": time(end?.at), "credential_expiry_source": text(end?.source.rawValue),
            "scopes": .array((record.token?.scopes ?? []).map { .string($0) }),
            "rotation": text(record.rotation?.state.rawValue),
            "hold": record.bonds.hold.map {
                ["issuer": .string($0.issuer), "since": time($0.since), "accepted": .bool($0.isAccepted)]
            } ?? .null,
        ]
    }

    static func details(
        _ record: ProfileRecord, _ policy: DuePolicy = DuePolicy(), at now: Timestamp
    ) -> JSONValue {
        let profile = record.profile, settings = profile.settings
        var members = Self.profile(record, policy, at: now)
        members["id"] = .string(profile.id.rawValue)
        members["client_id"] = .string(profile.clientID)
        members["resource"] = settings.sendsResource ? .string(profile.resource) : .null
        members["token_endpoint"] = .string(profile.tokenEndpoint.text)
        members["requested_scopes"] = .array(profile.requestedScopes.map { .string($0) })
        members["created_at"] = time(profile.createdAt)
        members["last_used_at"] = time(record.lastUsedAt)
        members["issued_at"] = time(record.token?.issuedAt)
        members["settings"] = [
            "assertion_audience": .string(settings.assertionAudience.argument),
            "assertion_type": .string(settings.assertionType),
            "basic_encoding": .string(settings.basicEncoding.rawValue),
            "audience": settings.audience.map { .string($0) } ?? .null, "sends_resource": .bool(settings.sendsResource),
            "ca_file": settings.caFile.map { .string($0) } ?? .null,
            "key_algorithm": settings.keyAlgorithm.map { .string($0.rawValue) } ?? .null,
            "key_id": settings.keyID.map { .string($0) } ?? .null, "keep_warm": .string(settings.keepWarm.rawValue),
            "parameters": .array(settings.parameters.map { ["name": .string($0.name), "value": .string($0.value)] }),
            "provider": text(settings.preset?.rawValue), "step_up": text(settings.stepUp?.rawValue),
            "uses_dpop": .bool(settings.usesDPoP), "exempt_from_max_age": .bool(settings.isExemptFromMaxAge),
            "redirect_uri": text(settings.redirectURI), "rotation_command": text(settings.rotationCommand),
            "assertion_source": text(settings.assertionSource?.words),
            "identity_provider": settings.identityProvider.map(identityProvider) ?? .null,
            "tags": .array(settings.tags.map { .string($0) }), "note": text(settings.note),
        ]
        members["credential"] =
            record.credential.map { credential in
                [
                    "kind": .string(credential.kind.rawValue), "generation": .int(Int64(credential.generation)),
                    "key_id": credential.keyID.map { .string($0) } ?? .null, "created_at": time(credential.createdAt),
                    "expires_at": time(credential.expiresAt), "verified_at": time(credential.verifiedAt),
                ]
            } ?? .null
        members["last_contact"] =
            record.contact.map { contact in
                [
                    "at": time(contact.at), "code": contact.failure.map { .string($0.code) } ?? .null,
                    "headline": contact.failure.map { .string($0.headline) } ?? .null,
                    "hint": contact.failure?.hint.map { .string($0) } ?? .null,
                ]
            } ?? .null
        return object(members)
    }

    private static func identityProvider(_ provider: IdentityProvider) -> JSONValue {
        [
            "token_endpoint": .string(provider.tokenEndpoint.text), "client_id": .string(provider.clientID),
            "client_secret_source": text(provider.clientSecretSource?.words),
            "subject_token_source": .string(provider.subjectTokenSource.words),
            "subject_token_type": .string(provider.subjectTokenType),
        ]
    }

    static func time(_ moment: Timestamp?) -> JSONValue { moment.map { .int(Int64($0.rawValue)) } ?? .null }
}
