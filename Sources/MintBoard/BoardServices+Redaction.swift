import MintCore

extension BoardServices {
    /// The same services; the words of whatever fails or is found, which may be a server's, pass through `redact` before
    /// they become messages. What the records say was redacted when it was written.
    public func redacted(by redact: @escaping @Sendable (String) -> String) -> BoardServices {
        let services = self
        var redacted = self
        redacted.records = { try await Self.redacting(redact) { try await services.records() } }
        redacted.renew = { id, isByHand in
            try await Self.redacting(redact) { try await services.renew(id, isByHand) }
        }
        redacted.probe = { id, report in
            try await Self.redacting(redact) {
                try await services.probe(id) { rung in await report(rung.redacted(by: redact)) }
            }
        }
        redacted.storeStates = { await services.storeStates($0).mapValues { $0.redacted(by: redact) } }
        redacted.storeDoor = { name in
            var door = await services.storeDoor(name)
            door.state = door.state.redacted(by: redact)
            door.wayForward = redact(door.wayForward)
            return door
        }
        redacted.openStore = { name, password in
            try await Self.redacting(redact) { try await services.openStore(name, password) }
        }
        redacted.unseal = { passphrase in
            try await Self.redacting(redact) { try await services.unseal(passphrase) }
        }
        return redacted
    }

    /// What is thrown has become words, and holds no secret that this process knows.
    private static func redacting<R>(
        _ redact: (String) -> String, _ body: () async throws -> R
    ) async throws -> R {
        do {
            return try await body()
        } catch {
            throw Failure(error).redacted(by: redact)
        }
    }
}

extension Rung {
    fileprivate func redacted(by redact: (String) -> String) -> Rung {
        var rung = self
        rung.detail = redact(detail)
        rung.failure = failure?.redacted(by: redact)
        return rung
    }
}

extension StoreState {
    fileprivate func redacted(by redact: (String) -> String) -> StoreState {
        switch self {
        case .keyUnavailable(let reason): .keyUnavailable(redact(reason))
        case .refused(let reason): .refused(redact(reason))
        case .ready, .noBus, .noService, .noDefaultCollection, .locked, .slow: self
        }
    }
}
