public import MintCore

extension VaultKeyring {
    /// How often one question is put.
    static let attempts = 3

    // Asynchronous, or an asynchronous caller would get the port's default.
    public func opening() async -> StoreOpening { state() == .locked ? .unlock : .none }

    /// Also where it is open already: a wrong passphrase is told. A vault without one needs none.
    public func open(with password: Secret) async throws(KeyringError) {
        do throws(VaultFailure) {
            try tryPassphrase(password)
        } catch {
            throw KeyringError(error, .load)
        }
    }

    public func makeReady() async throws(KeyringError) {
        switch state() {
        case .ready: return
        case .locked: try await ask()
        case let state: throw .unavailable(.vault, state)
        }
    }

    /// Runs `body`, which asks nobody; where it lacks the passphrase, once more when that was given.
    func attended<R>(
        _ operation: KeyringError.Operation, _ body: () async throws(VaultFailure) -> R
    ) async throws(KeyringError) -> R {
        do throws(VaultFailure) {
            return try await body()
        } catch {
            guard error == .notReady(.locked) else { throw KeyringError(error, operation) }
        }
        try await ask()
        do throws(VaultFailure) {
            return try await body()
        } catch {
            throw KeyringError(error, operation)
        }
    }

    /// Asks for the passphrase, once for all who wait for it.
    func ask() async throws(KeyringError) {
        if let refusal { throw refusal }
        let asked = question ?? Task { await self.answer() }
        question = asked
        try await asked.value.get()
    }

    private func answer() async -> Result<Void, KeyringError> {
        let result = await answers()
        question = nil
        return result
    }

    private func answers() async -> Result<Void, KeyringError> {
        for attempt in 1...Self.attempts {
            let passphrase: Secret
            switch await attendant.passphrase(attempt) {
            case .given(let secret): passphrase = secret
            case .refused: return refused(.unavailable(.vault, .locked))
            case .interrupted:
                _ = refused(.unavailable(.vault, .locked))
                return .failure(.cancelled(.vault))
            case .notNow: return .failure(.unavailable(.vault, .locked))
            }
            do throws(VaultFailure) {
                try tryPassphrase(passphrase)
                return .success(())
            } catch {
                guard error == .wrongPassphrase else { return refused(KeyringError(error, .load)) }
            }
        }
        return refused(.wrongPassword(.vault))
    }

    /// From now on nobody is asked.
    private func refused(_ error: KeyringError) -> Result<Void, KeyringError> {
        refusal = error
        return .failure(error)
    }
}
