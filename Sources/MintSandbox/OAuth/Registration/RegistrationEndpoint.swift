internal import HTTPTypes

/// Clients that register themselves (RFC 7591), and look after their registration (RFC 7592).
struct RegistrationEndpoint: Sendable {
    let layout: Layout
    let world: World

    /// The most clients that are kept; the sandbox is for practice.
    private static let capacity = 1_000

    /// `name` is what follows the endpoint's own path; `nil` for the endpoint itself.
    func respond(_ request: IncomingRequest, _ name: String?) -> Answer {
        do throws(RegistrationError) {
            return try world.update { (state: inout SandboxState) throws(RegistrationError) -> Answer in
                guard let name else { return try register(request, &state) }
                return try manage(request, name, &state)
            }.notStored
        } catch {
            return error.answer.notStored
        }
    }

    private func register(_ request: IncomingRequest, _ state: inout SandboxState) throws(RegistrationError) -> Answer {
        guard request.method == .post else { return .methodNotAllowed([.post]) }
        guard state.registration.initialAccessToken.map({ $0 == Self.token(of: request) }) ?? true else {
            throw .unauthorized
        }
        guard state[layout.authority].clients.count < Self.capacity else { throw .full }
        let metadata = ClientMetadata(try Self.object(of: request))
        var client = try Self.client("dcr-" + Opaque.make(), metadata)
        client.registration = Registration(metadata: metadata, issued: state.now)
        renewSecret(of: &client, state)
        state[layout.authority].clients[client.id] = client
        return Answer.json(description(of: client), status: .created).from(client.id)
    }

    private func manage(_ request: IncomingRequest, _ name: String, _ state: inout SandboxState)
        throws(RegistrationError) -> Answer
    {
        // A client that is gone and a wrong token look the same (RFC 7592 §2).
        guard var client = state[layout.authority].clients[name], let registration = client.registration,
            registration.accessToken == Self.token(of: request)
        else { throw .unauthorized }
        switch request.method {
        case .get:
            if state.registration.rotatesOnRead { rotate(&client, state) }
        case .put:
            client = try updated(client, try Self.object(of: request), state)
        case .delete:
            remove(client, &state)
            return Answer(status: .noContent).from(name)
        default: return .methodNotAllowed([.get, .put, .delete])
        }
        state[layout.authority].clients[name] = client
        return Answer.json(description(of: client)).from(name)
    }

    /// All of the metadata anew: what is left out is taken away (RO-5).
    private func updated(_ client: RegisteredClient, _ object: [String: JSONValue], _ state: SandboxState)
        throws(RegistrationError) -> RegisteredClient
    {
        guard object["client_id"]?.text == client.id else { throw .wrong("client_id must be the client's own") }
        let told = [
            "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at",
        ]
        guard told.allSatisfy({ object[$0] == nil }) else {
            throw .wrong("the members that the server makes are not sent back")
        }
        guard object["client_secret"].map({ $0.text == client.secrets.first }) ?? true else {
            throw .wrong("a client does not choose its secret")
        }
        let metadata = ClientMetadata(object)
        var updated = try Self.client(client.id, metadata)
        updated.registration = client.registration
        updated.registration?.metadata = metadata
        updated.secrets = updated.method.usesSecret ? client.secrets : []
        updated.secretExpiry = updated.method.usesSecret ? client.secretExpiry : nil
        if updated.secrets.isEmpty { renewSecret(of: &updated, state) }
        rotate(&updated, state)
        return updated
    }

    private func rotate(_ client: inout RegisteredClient, _ state: SandboxState) {
        if state.registration.rotatesSecret { renewSecret(of: &client, state) }
        if state.registration.rotatesAccessToken { client.registration?.accessToken = Opaque.make() }
    }

    /// One secret at a time, unless some are kept: the old one is dead at once (RO-2).
    private func renewSecret(of client: inout RegisteredClient, _ state: SandboxState) {
        guard client.method.usesSecret else { return }
        let lifetime = state.registration.secretLifetime
        client.secrets = [Opaque.make()] + client.secrets.prefix(state.registration.keptSecrets)
        client.secretExpiry = lifetime == 0 ? nil : state.now + lifetime
    }

    private func remove(_ client: RegisteredClient, _ state: inout SandboxState) {
        let now = state.now
        state[layout.authority].clients[client.id] = nil
        for family in state[layout.authority].refreshTokens.families(of: client.id) {
            state[layout.authority].end(family: family, now: now)
        }
    }

    private func description(of client: RegisteredClient) -> JSONValue {
        var members = client.registration?.metadata.members ?? [:]
        members["token_endpoint_auth_method"] = .string(client.method.rawValue)
        members["grant_types"] =
            members["grant_types"] ?? .strings(client.grants.map(\.rawValue).sorted())
        members["client_id"] = .string(client.id)
        members["client_id_issued_at"] = client.registration.map { .integer($0.issued) }
        members["registration_access_token"] = client.registration.map { .string($0.accessToken) }
        members["registration_client_uri"] = .string(layout.registration + "/" + client.id)
        if let secret = client.secrets.first {
            members["client_secret"] = .string(secret)
            members["client_secret_expires_at"] = .integer(client.secretExpiry ?? 0)
        }
        return .object(members)
    }

    private static func client(_ id: String, _ metadata: ClientMetadata) throws(RegistrationError) -> RegisteredClient {
        do {
            return try metadata.client(id: id, defaultMethod: .basic)
        } catch {
            throw .metadata(error)
        }
    }

    private static func token(of request: IncomingRequest) -> String? {
        let parts = (request.headers[.authorization] ?? "").split(separator: " ")
        return parts.count == 2 && parts[0].lowercased() == "bearer" ? String(parts[1]) : nil
    }

    private static func object(of request: IncomingRequest) throws(RegistrationError) -> [String: JSONValue] {
        guard request.mediaType == "application/json", let object = JSONValue.parse(request.body)?.object else {
            throw .wrong("the body must be a JSON object")
        }
        return object
    }
}
