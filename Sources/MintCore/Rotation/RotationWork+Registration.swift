extension RotationWork {
    private func registration() async throws -> (ClientConfiguration.Caller, RegistrationRecord) {
        guard let registration = record.bonds.registration, let url = registration.clientURI,
            let generation = registration.tokenGeneration
        else { throw RotationError.notRegistered(profile.name) }
        guard url.mayCarryCredentials else { throw TransportError.insecure(url) }
        guard let token = try await material.secret(.registrationToken, generation, of: profile) else {
            throw TokenServiceError.credentialGone(profile.name, profile.store, .registrationToken)
        }
        let caller = ClientConfiguration.Caller(url: url, token: token, caFile: profile.settings.caFile)
        return (caller, registration)
    }

    private var configuration: ClientConfiguration {
        ClientConfiguration(transport: service.tokens.course.endpoint.transport)
    }

    /// An update that changes nothing of the metadata: many servers answer it with a new secret, or do so near its end.
    mutating func askRegistration() async throws {
        guard let place = rotation.place else { return }
        let (_, registration) = try await registration()
        let clientID = profile.clientID, method = profile.clientAuthentication
        if JSONValue(bytes: Array(registration.metadata.utf8))?["client_id"] == nil {
            // Registered by hand: what an update must repeat is to be read first.
            try await readRegistration(place)
            if rotation.state != .proposed { return }
        }
        let answer = try await ask(.asked(answer: try await answerPlace(), of: .update)) { metadata in
            ClientInformation.update(metadata, clientID: clientID, method: method)
        }
        try await take(answer, place, of: .update)
    }

    /// What the server says now (RFC 7592 §2.1): it may tell a secret whose answer was never read.
    mutating func readRegistration(_ place: Int) async throws {
        let isRecovery = rotation.state == .sent && rotation.asking != .lookup
        let asking: Rotation.Asking = isRecovery ? .recovery : .lookup
        do {
            let answer = try await ask(.asked(answer: try await answerPlace(), of: asking), nil)
            try await take(answer, place, of: asking)
        } catch let error as RotationError {
            guard isRecovery, case .registrationRefused(_, let host, let status, let code) = error,
                (400..<500).contains(status), ![408, 425, 429].contains(status)
            else { throw error }
            let isTokenRefused = status == 401 || status == 403
            throw RotationError.lost(
                profile.name, host: host,
                why: (isTokenRefused ? "it refused the registration token" : "it lets nobody read a registration")
                    + " (\(code ?? "HTTP \(status)"))")
        }
    }

    private func answerPlace() async throws -> Int { try await reserve(.registrationToken).generation }

    /// Sends one request, and keeps the whole answer before anything of it is looked at (RO-6).
    ///
    /// - Parameters:
    ///   - event: Names the answer's place.
    ///   - isRepeated: The same was asked before, and what became of that is not known.
    private mutating func ask(
        _ event: Rotation.Event, isRepeated: Bool = false, _ body: (([String: JSONValue]) -> [String: JSONValue])?
    ) async throws -> Secret {
        let (caller, registration) = try await registration()
        let isRepeated = isRepeated || rotation.state == .sent
        try await safekeeping.requireRoom(for: profile)
        try await write(event)
        guard let place = rotation.answer else { throw RotationError.outOfOrder(rotation.state) }
        let metadata = JSONValue(bytes: Array(registration.metadata.utf8))?.members ?? [:]
        do {
            let answer = try await configuration.ask(
                caller, body.map { .object($0(metadata)) }, observe: observe)
            try await safekeeping.keep(answer, at: key(.registrationToken, place), of: profile)
            return answer
        } catch let refusal as ClientConfigurationRefusal {
            let error = RotationError.registrationRefused(
                profile.name, host: caller.url.hostAndPort, status: refusal.status, code: refusal.code)
            // What was refused changed nothing; a refused repetition says nothing about what went before it, unless that
            // was a read, too.
            if refusal.isSure, !isRepeated || rotation.asking == .lookup {
                let why = ContactFailure(error)
                try await write(rotation.state == .sent ? .notObtained(why) : .notPublished(why))
            }
            throw error
        }
    }

    /// Puts each part of an answer in its place; then one transaction names all of them.
    mutating func take(_ answer: Secret, _ place: Int, of asking: Rotation.Asking) async throws {
        let host = record.bonds.registration?.clientURI?.hostAndPort ?? profile.tokenEndpoint.hostAndPort
        let before = record
        guard let told = ClientInformation(answer) else {
            throw RotationError.registrationRefused(profile.name, host: host, status: 200, code: "not JSON")
        }
        let registration = try await keep(told)
        if told.secret == nil, asking == .recovery {
            // Not the same as the old secret being told: nobody knows what the update did.
            let error = RotationError.lost(profile.name, host: host, why: "its answer holds no secret")
            let kept = rotation.answer
            try await write(.failed(ContactFailure(error))) { $0.registration = registration }
            await sweep(before)
            // Whoever goes on reads anew.
            if let kept { try? await service.keyrings[profile.store].remove(key(.registrationToken, kept)) }
            throw error
        }
        guard let secret = told.secret, try await secret != material.currentSecret(of: record) else {
            let error = RotationError.serverKeepsSecret(profile.name, host: host)
            try await write(.notObtained(ContactFailure(error))) { $0.registration = registration }
            await sweep(before)
            if asking != .update { return }
            throw error
        }
        try await store(secret, at: key(.clientSecret, place))
        try await write(
            .staged(stagedRecord(.secret(secret), place, expiresAt: told.secretExpiresAt))
        ) { $0.registration = registration }
        await sweep(before)
    }

    /// The registration as it is after an answer, its new token stored but not named yet.
    private func keep(_ told: ClientInformation) async throws -> RegistrationRecord? {
        guard var registration = record.bonds.registration else { return nil }
        if let token = told.token {
            let key = try await reserve(.registrationToken)
            try await store(token, at: key)
            registration.tokenGeneration = key.generation
        }
        // A new address is followed at the same host only: the token goes there.
        if let url = told.url, let known = registration.clientURI, url.origin == known.origin, url.mayCarryCredentials {
            registration.clientURI = url
        }
        if told.metadata["client_id"] != nil { registration.metadata = JSONValue.object(told.metadata).serialized() }
        return registration
    }

    // MARK: - Public keys in the registration

    /// What an update must repeat (RO-5), of a registration whose address and token an operator gave.
    private mutating func learnMetadata() async throws {
        let (_, registration) = try await registration()
        guard JSONValue(bytes: Array(registration.metadata.utf8))?["client_id"] == nil else { return }
        let before = record
        var answer = rotation.asking == .metadata ? try await material.answer(of: record, rotation) : nil
        if answer == nil { answer = try await ask(.publishing(answer: try await answerPlace(), of: .metadata), nil) }
        // A read may bring another registration token (RFC 7592 §2.1), which is named together with what else it tells.
        guard let answer, let told = ClientInformation(answer), let known = try await keep(told) else { return }
        try await write(.learned) { $0.registration = known }
        await sweep(before)
    }

    /// Tells the server which public keys the client has.
    ///
    /// - Parameter isRepeated: It may have been told already.
    mutating func register(_ keys: JSONWebKeySet, isRepeated: Bool = false) async throws {
        if !isRepeated { try await learnMetadata() }
        let use = rotation.plan.use, clientID = profile.clientID
        let answer = try await ask(.publishing(answer: try await answerPlace()), isRepeated: isRepeated) { metadata in
            var body = ClientInformation.update(metadata, clientID: clientID, method: use.authentication)
            body["jwks_uri"] = nil
            body["jwks"] = keys.json
            body["token_endpoint_auth_method"] = .string(use.authentication.rawValue)
            if let algorithm = use.keyAlgorithm {
                body["token_endpoint_auth_signing_alg"] = .string(use.keyAlgorithmName ?? algorithm.rawValue)
            }
            return body
        }
        try await takePublication(answer)
    }

    mutating func takePublication(_ answer: Secret) async throws {
        let before = record
        guard let told = ClientInformation(answer) else { return }
        let registration = try await keep(told)
        try await write(rotation.intent == .withdraw ? .withdrawn : .published) { $0.registration = registration }
        await sweep(before)
    }
}
