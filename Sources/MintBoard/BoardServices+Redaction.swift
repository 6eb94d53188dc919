import MintCore

extension BoardServices {
    /// The same services; the words of whatever fails or is found, which may be a server's, pass through `redact` before
    /// they become messages. What the records say was redacted when it was written.
    public func redacted(by redact: @escaping @Sendable (String) -> String) -> BoardServices {
        let services = self
        var redacted = self
        redacted.revision = { try await Self.redacting(redact) { try await services.revision() } }
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
        redacted.glance = { rows in try await Self.redacting(redact) { try await services.glance(rows) } }
        redacted.inspect = inspect.redacted(by: redact)
        redacted.batch = batch.redacted(by: redact)
        redacted.login = login.redacted(by: redact)
        redacted.rotation = rotation.redacted(by: redact)
        return redacted
    }

    /// What is thrown has become words, and holds no secret that this process knows.
    fileprivate static func redacting<R>(
        _ redact: (String) -> String, _ body: () async throws -> R
    ) async throws -> R {
        do {
            return try await body()
        } catch {
            throw Failure(error).redacted(by: redact)
        }
    }
}

extension InspectServices {
    fileprivate func redacted(by redact: @escaping @Sendable (String) -> String) -> InspectServices {
        let services = self
        return InspectServices(
            reading: { id in try await BoardServices.redacting(redact) { try await services.reading(id) } },
            leftovers: { id in try await BoardServices.redacting(redact) { try await services.leftovers(id) } },
            discovery: { id, isAnew in
                try await BoardServices.redacting(redact) { try await services.discovery(id, isAnew) }
            },
            acceptDrift: { id in try await BoardServices.redacting(redact) { try await services.acceptDrift(id) } },
            history: { id in try await BoardServices.redacting(redact) { try await services.history(id) } },
            tools: { id in try await BoardServices.redacting(redact) { try await services.tools(id) } },
            call: { id, call in
                var answer = try await BoardServices.redacting(redact) { try await services.call(id, call) }
                answer.text = redact(answer.text)
                return answer
            })
    }
}

extension BatchServices {
    fileprivate func redacted(by redact: @escaping @Sendable (String) -> String) -> BatchServices {
        let services = self
        return BatchServices(
            remove: { id in
                let report = try await BoardServices.redacting(redact) { try await services.remove(id) }
                return RemovalReport(words: redact(report.words), cautions: report.cautions.map(redact))
            },
            export: { ids, path, overwrites in
                try await BoardServices.redacting(redact) { try await services.export(ids, path, overwrites) }
            })
    }
}

extension LoginServices {
    /// What is reported on the way is made of what servers publish; what was typed is not in it.
    fileprivate func redacted(by redact: @escaping @Sendable (String) -> String) -> LoginServices {
        let services = self
        var redacted = self
        redacted.discover = { wish, report in
            try await BoardServices.redacting(redact) { try await services.discover(wish, report) }
        }
        redacted.readCredential = { wish in
            try await BoardServices.redacting(redact) { try await services.readCredential(wish) }
        }
        redacted.makeKey = { algorithm in
            try await BoardServices.redacting(redact) { try await services.makeKey(algorithm) }
        }
        redacted.saveFile = { text, path in
            try await BoardServices.redacting(redact) { try await services.saveFile(text, path) }
        }
        redacted.tryOut = { wish, report in
            try await BoardServices.redacting(redact) { try await services.tryOut(wish, report) }
        }
        redacted.keep = { naming in try await BoardServices.redacting(redact) { try await services.keep(naming) } }
        redacted.change = { id, naming in
            try await BoardServices.redacting(redact) { try await services.change(id, naming) }
        }
        redacted.discard = { await services.discard().map(redact) }
        return redacted
    }
}

extension RotationServices {
    fileprivate func redacted(by redact: @escaping @Sendable (String) -> String) -> RotationServices {
        let services = self
        var redacted = self
        redacted.begin = { wish, id in
            try await RotationFailure.redacting(redact) { try await services.begin(wish, id) }
        }
        redacted.publicKeys = { id in
            try await RotationFailure.redacting(redact) { try await services.publicKeys(id) }
        }
        redacted.saveFile = { text, path in
            try await RotationFailure.redacting(redact) { try await services.saveFile(text, path) }
        }
        redacted.carryOut = { act, id, report in
            try await RotationFailure.redacting(redact) {
                try await services.carryOut(act, id) { news in
                    if case .remark(let words) = news { report(.remark(redact(words))) } else { report(news) }
                }
            }
        }
        redacted.record = { id in try await BoardServices.redacting(redact) { try await services.record(id) } }
        return redacted
    }
}

/// Why a rotation did not go on, in words that may be shown; and which of the known reasons it was, for what to do next.
struct RotationFailure: Error {
    var failure: Failure
    var reason: RotationError?

    fileprivate static func redacting<R>(
        _ redact: (String) -> String, _ body: () async throws -> R
    ) async throws -> R {
        do {
            return try await body()
        } catch {
            throw RotationFailure(failure: Failure(error).redacted(by: redact), reason: error as? RotationError)
        }
    }
}

extension RotationFailure: UserFacingError {
    var headline: String { failure.headline }
    var hint: String? { failure.hint }
    var exitStatus: ExitStatus { failure.exitStatus }
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
