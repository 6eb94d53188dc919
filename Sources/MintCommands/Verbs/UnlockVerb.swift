import ArgumentParser
import MintCore

struct UnlockVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "unlock", abstract: "Unlock the store of the secrets from this terminal, or make it.",
        discussion: """
            Says what state the store is in and does what this host allows: asks for the keyring's password without echo,
            makes a keyring where there is none, or waits for the window in which the keyring asks by itself. What only
            another program can do is told.

            Examples:
              mintmark unlock
              mintmark unlock --password-stdin < password.txt     for scripts: one line
              mintmark unlock --store vault
            """)

    @Option(
        name: .long, help: "secret-service or vault; without it, those in use that are not ready.",
        completion: .list(StoreName.allCases.map(\.rawValue)))
    var store: String?

    @Flag(name: .customLong("password-stdin"), help: "Read the password from the first line of stdin.")
    var passwordFromInput = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let services = try await context.services()
        let key = StoreUnlocking(
            context: context, mayAsk: common.mayAsk(context.console), passwordFromInput: passwordFromInput,
            isJSON: common.json)
        let names = try await stores(services)
        guard names.count == 1 || !passwordFromInput else {
            throw UsageError(
                "Several stores are not ready, and one password opens one", hint: "Say which: --store secret-service")
        }
        var results: [StoreUnlocking.Result] = []
        for name in names {
            do {
                let result = try await services.noting(.unlock, of: nil, detail: name.rawValue, in: context) {
                    try await key.unlock(name, services.keyrings[name])
                }
                results.append(result)
                if result.was != .ready {
                    let detail = "\(name.rawValue), \(result.words)"
                    await services.note(.unlock, of: nil, detail: detail, in: context)
                }
                if !common.json { context.console.print("\(name.rawValue): \(result.words)") }
            } catch {
                try Task.checkCancellation()  // whoever ended it knows better than the store
                throw error
            }
        }
        if common.json { context.console.print(Self.json(results).serialized()) }
        return 0
    }

    /// Those that profiles are in and that are not ready; else the Secret Service.
    private func stores(_ services: Services) async throws -> [StoreName] {
        if let store {
            return [try Choice.read(store, "--store", StoreName.init(rawValue:), StoreName.allCases.map(\.rawValue))]
        }
        let used = Set(try await services.profiles.records().map(\.profile.store))
        var troubled: [StoreName] = []
        for name in StoreName.allCases where used.contains(name) {
            if await services.keyrings[name].state() != .ready { troubled.append(name) }
        }
        return troubled.isEmpty ? [.secretService] : troubled
    }

    private static func json(_ results: [StoreUnlocking.Result]) -> JSONValue {
        let stores = results.map { result -> JSONValue in
            [
                "store": .string(result.store.rawValue), "was": .string(result.was.word),
                "state": .string(StoreState.ready.word),
            ]
        }
        return JSONOutput.object(["stores": .array(stores)])
    }
}
