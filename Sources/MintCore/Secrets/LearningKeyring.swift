/// A store whose secrets are known to a redactor by the time that anybody has them.
struct LearningKeyring: Keyring {
    let store: any Keyring
    let redactor: Redactor

    func state() async -> StoreState { await store.state() }

    func store(_ secret: Secret, at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) {
        redactor.learn(secret)
        try await store.store(secret, at: key, bound: binding)
    }

    func secret(at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) -> Secret? {
        let secret = try await store.secret(at: key, bound: binding)
        if let secret { redactor.learn(secret) }
        return secret
    }

    func remove(_ key: KeyringKey) async throws(KeyringError) { try await store.remove(key) }
    func opening() async -> StoreOpening { await store.opening() }

    func open(with password: Secret) async throws(KeyringError) {
        redactor.learn(password)
        try await store.open(with: password)
    }

    func makeReady() async throws(KeyringError) { try await store.makeReady() }
}

extension Keyrings {
    /// The same stores; whatever passes through them is known to the redactor.
    public func learned(by redactor: Redactor) -> Keyrings {
        Keyrings { LearningKeyring(store: self[$0], redactor: redactor) }
    }
}
