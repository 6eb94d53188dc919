extension DoctorRules {
    static func stores(_ facts: HostFacts) -> [DoctorFinding] {
        facts.stores.flatMap { store in
            [state(of: store, facts)] + provider(of: store) + vault(of: store) + leftovers(in: store)
        }
    }

    private static func state(of store: HostFacts.Store, _ facts: HostFacts) -> DoctorFinding {
        let users = store.profiles == 1 ? "1 profile" : "\(store.profiles) profiles"
        if store.state == .ready {
            let use = store.profiles == 0 ? noUse(facts) : users
            return DoctorFinding(.stores, "store-ready", .ok, "the \(store.name.words) is ready; \(use)")
        }
        if store.state == .locked, store.vault?.hasPassphrase == true, facts.terminal.isThere {
            return DoctorFinding(
                .stores, "vault-passphrase", .ok, "the vault asks for its passphrase when it is needed; \(users)")
        }
        guard store.profiles == 0 else {
            let need = store.profiles == 1 ? "needs" : "need"
            return DoctorFinding(
                .stores, "store-not-ready", .failing,
                "the \(store.name.words) is not ready: \(store.state.sentence); \(users) \(need) it",
                remedy: wayForward(store, facts))
        }
        let start = store.isDefault ? "a login without --store would stop" : noUse(facts)
        return DoctorFinding(
            .stores, "store-unused", .notice,
            "the \(store.name.words) is not ready: \(store.state.sentence); \(start)", remedy: wayForward(store, facts))
    }

    /// Said where no profile is known to use it.
    private static func noUse(_ facts: HostFacts) -> String {
        facts.database.failure == nil ? "no profile uses it" : "whether a profile uses it cannot be told"
    }

    private static func wayForward(_ store: HostFacts.Store, _ facts: HostFacts) -> String {
        if case .elsewhere(let provider, let hint) = store.opening { return "\(provider): \(hint)" }
        return store.state.wayForward(in: store.name, on: facts.keyringHost)
    }

    private static func provider(of store: HostFacts.Store) -> [DoctorFinding] {
        guard let provider = store.provider else { return [] }
        let session = store.state == .ready ? "; what goes over the bus is encrypted" : ""
        return [DoctorFinding(.stores, "store-provider", .ok, "the service is \(provider)\(session)")]
    }

    private static func vault(of store: HostFacts.Store) -> [DoctorFinding] {
        guard let vault = store.vault, vault.files > 0 || store.profiles > 0 else { return [] }
        guard vault.source != nil || vault.files == 0 else {
            return [
                DoctorFinding(
                    .stores, "vault-key-gone", .failing,
                    "\(files(vault.files)) of the vault, and their key is gone: \(vault.keyFile.path)",
                    remedy:
                        "Restore that file from a backup. Without one, move \(vault.folder) aside, and log the profiles in again."
                )
            ]
        }
        let key = vault.source.map { "its key from \($0.path), \(seal($0))" } ?? "no key yet"
        var findings = [DoctorFinding(.stores, "vault-key", .ok, "the vault: \(files(vault.files)), \(key)")]
        if let old = vault.filesUnderOldKeys, old > 0 {
            findings.append(
                DoctorFinding(
                    .stores, "vault-old-key", .notice, "\(files(old)) of the vault under a key before the current one",
                    remedy: "mintmark vault rotate-key"))
        }
        findings += vault.filesUnderUnknownKeys.map { path in
            DoctorFinding(
                .stores, "vault-key-lost", .attention, "a sealed file is under a key that is not there: \(path)",
                remedy: "Restore that key from a backup (mintmark vault status), or log the profile in again.")
        }
        findings += vault.damagedFiles.map { path in
            DoctorFinding(
                .stores, "vault-damaged", .attention, "a sealed file does not open: \(path)",
                remedy: "Restore it from a backup, or log the profile in again.")
        }
        return findings
    }

    private static func seal(_ source: VaultStatus.KeySource) -> String {
        switch source.content {
        case .missing, .plain: "without a passphrase"
        case .passphrase: "sealed by a passphrase"
        case .unusable: "which could not be read"
        }
    }

    private static func files(_ count: Int) -> String { count == 1 ? "1 sealed file" : "\(count) sealed files" }

    private static func leftovers(in store: HostFacts.Store) -> [DoctorFinding] {
        guard store.leftovers > 0 else { return [] }
        let count = store.leftovers == 1 ? "1 item" : "\(store.leftovers) items"
        return [
            DoctorFinding(
                .stores, "store-leftovers", .notice,
                "\(count) in the \(store.name.words) that no profile names, left by interrupted work",
                remedy: store.profiles == 0
                    ? "The next login in that store removes them."
                    : "mintmark migrate-store --to \(store.name.rawValue)    removes what is left of profiles that are there"
            )
        ]
    }

    // MARK: - D-Bus

    static func bus(_ facts: HostFacts) -> [DoctorFinding] {
        let addresses = facts.bus.addresses
        let isUsed = facts.stores.contains { $0.name == .secretService && $0.profiles > 0 }
        guard !addresses.isEmpty else {
            return [
                DoctorFinding(
                    .bus, "bus-none", .notice, "no D-Bus session: the Secret Service keyring cannot be reached",
                    remedy: isUsed ? nil : "Nothing to do where secrets are kept with --store vault.")
            ]
        }
        var findings: [DoctorFinding] = []
        let used = addresses.first { $0.state != .gone }
        for address in addresses where address == used || address.isNamed {
            findings.append(finding(address, used: used, isUsed: isUsed))
        }
        if used == nil, !addresses[0].isNamed { findings.append(finding(addresses[0], used: nil, isUsed: isUsed)) }
        return findings
    }

    private static func finding(
        _ address: HostFacts.Bus.Address, used: HostFacts.Bus.Address?, isUsed: Bool
    ) -> DoctorFinding {
        let weight: DoctorFinding.Severity = isUsed ? .attention : .notice
        let named = address.isNamed ? "DBUS_SESSION_BUS_ADDRESS" : "the runtime folder"
        switch address.state {
        case .answers:
            return DoctorFinding(.bus, "bus-answers", .ok, "the session bus answers at \(address.text), by \(named)")
        case .refused(let reason):
            return DoctorFinding(
                .bus, "bus-refused", weight, "\(named) names a bus that is not to be trusted: \(reason)",
                remedy: "unset DBUS_SESSION_BUS_ADDRESS    or name your own bus")
        case .gone:
            guard let used else {
                return DoctorFinding(
                    .bus, "bus-gone", weight, "\(named) names a bus that nobody answers at: \(address.text)",
                    remedy: "Log in again for a new session, or:  dbus-run-session -- bash")
            }
            return DoctorFinding(
                .bus, "bus-stale", weight,
                "\(named) is stale: nobody answers at \(address.text); \(used.text) is used instead",
                remedy: "export DBUS_SESSION_BUS_ADDRESS=\(used.text.shellArgument)")
        }
    }
}
