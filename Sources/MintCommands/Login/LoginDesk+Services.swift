import MintBoard
import MintCore

extension LoginDesk {
    /// The board's view of this desk.
    nonisolated var loginServices: LoginServices {
        LoginServices(
            discover: { [services] wish, report in
                try await services.login.discover(
                    wish.server, issuer: wish.issuer, caFile: wish.caFile,
                    allowsLegacyDiscovery: wish.allowsLegacyDiscovery, observe: report)
            },
            hold: { await self.hold($0, $1) }, readCredential: { try await self.facts(of: $0) },
            makeKey: { try await self.makeKey($0) },
            saveFile: { text, path in
                let isHome = path.hasPrefix("~/")
                try NewFile.write(text, to: isHome ? (self.home ?? "~") + path.dropFirst() : path)
            },
            tryOut: { try await self.tryOut($0, $1) }, keep: { try await self.keep($0) },
            change: { try await self.change($0, $1) }, discard: { await self.discard() },
            storeStates: { await self.storeStates() })
    }

    nonisolated private func storeStates() async -> [StoreName: StoreState] {
        var states: [StoreName: StoreState] = [:]
        for name in StoreName.allCases { states[name] = await services.keyrings[name].state() }
        return states
    }
}
