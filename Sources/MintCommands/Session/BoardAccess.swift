public import MintBoard
public import MintCore
import MintMCP

extension Services {
    /// The board's view of these services: facts and failures, never a token.
    ///
    /// - Parameters:
    ///   - options: What the operator wishes.
    ///   - home: What `~` stands for in a path that is typed.
    ///   - keyringHost: What this host has that helps with a keyring.
    ///   - openBrowser: Opens a person's browser; whether there was one.
    public func board(
        hostName: String, _ options: BoardOptions, home: String? = nil, palette: PaletteServices = .none,
        keyringHost: @escaping @Sendable () -> KeyringHost,
        openBrowser: @escaping @Sendable (String) -> Bool = { _ in false }
    ) -> BoardServices {
        let desk = LoginDesk(self, home: home, openBrowser: openBrowser)
        let rotation = RotationDesk(self, home: home)
        var services = BoardServices(
            hostName: hostName, now: now, records: { try await profiles.records() },
            renew: { try await renewed($0, isByHand: $1) },
            probe: { id, report in try await probed(id, report) }, storeStates: { await storeStates($0) },
            storeDoor: { name in
                let keyring = keyrings[name], state = await keyring.state()
                return StoreDoor(
                    state: state, opening: await keyring.opening(),
                    wayForward: state.wayForward(in: name, on: keyringHost()))
            },
            openStore: { try await opened($0, $1) },
            isSealed: { [vault] stores in stores.contains(.vault) ? await vault.hasPassphrase() : false },
            unseal: { try await unsealed($0) }, login: desk.loginServices, rotation: rotation.rotationServices,
            inspect: inspectServices, batch: batchServices(home: home), memory: listMemory, palette: palette,
            copying: copying, blanksAfter: options.configuration.board.blanksAfter,
            preferences: BoardPreferences(options.configuration), glance: { try await profiles.glance($0, at: now()) })
        services.revision = { try await profiles.revision() }
        return services
    }

    private func unsealed(_ passphrase: Secret) async throws {
        do {
            try await vault.verify(passphrase)
            await audit.note(.unlock, detail: "board, blanked screen")
        } catch {
            await audit.note(.unlock, failure: error, detail: "board, blanked screen")
            throw error
        }
    }

    private func opened(_ store: StoreName, _ password: Secret?) async throws {
        do {
            if let password {
                try await keyrings[store].open(with: password)
            } else {
                try await keyrings[store].makeReady()
            }
            await audit.note(.unlock, detail: "board, \(store.rawValue)")
        } catch {
            await audit.note(.unlock, failure: error, detail: "board, \(store.rawValue)")
            throw error
        }
    }

    /// A new token where the kept one is good as well; one inside its lead is renewed once, whoever comes first.
    private func renewed(_ id: ProfileID, isByHand: Bool) async throws -> ProfileRecord {
        guard let before = try await profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        let isGood = before.tokenState(at: now()) == .valid
        let detail = isByHand ? "board" : "board, ahead"
        do {
            let grant = try await tokens.token(of: id, TokenService.Need(isForced: isGood, isAhead: true))
            // One that is good news is noted; the others say why there is no new token, or where it is not kept.
            if let warning = grant.warning, warning.exitStatus != .ok { throw warning }
            // What somebody else had renewed already was only read.
            if grant.isFresh {
                let news = [detail, grant.warning?.headline].compactMap(\.self).joined(separator: "; ")
                await audit.note(.renew, of: before.profile, detail: news)
            }
        } catch {
            await audit.note(.renew, of: before.profile, failure: error, detail: detail)
            throw error
        }
        guard let after = try await profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        return after
    }

    private func probed(_ id: ProfileID, _ report: @escaping @Sendable (Rung) async -> Void) async throws {
        guard let record = try await profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        let rungs = await probe.climb(record.profile, report: report)
        let failure: (any Error)? = Task.isCancelled ? CancellationError() : rungs.last?.failure
        await audit.note(
            .probe, of: record.profile, failure: failure,
            detail: ["board", rungs.reached].compactMap(\.self).joined(separator: ", "))
        try Task.checkCancellation()
        await note(rungs, of: record.profile)
        if let failure = rungs.last?.failure { throw failure }
    }

    private func storeStates(_ used: Set<StoreName>) async -> [StoreName: StoreState] {
        var states: [StoreName: StoreState] = [:]
        for name in used.isEmpty ? [.secretService] : used { states[name] = await keyrings[name].state() }
        return states
    }
}
