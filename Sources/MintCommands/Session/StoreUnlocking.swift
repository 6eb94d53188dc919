import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Takes one store from the state that it is in to `ready`, by whatever way it offers.
struct StoreUnlocking: Sendable {
    let context: CommandContext
    /// Whether somebody is there to answer.
    let mayAsk: Bool
    let passwordFromInput: Bool
    /// Whether stderr holds JSON alone.
    let isJSON: Bool

    static let attempts = 3

    struct Result: Sendable {
        let store: StoreName
        let was: StoreState

        /// What was done.
        var words: String {
            switch was {
            case .ready: "ready"
            case .noDefaultCollection: "made, and ready"
            default: "unlocked"
            }
        }
    }

    func unlock(_ name: StoreName, _ keyring: any Keyring) async throws -> Result {
        let state = await keyring.state()
        let result = Result(store: name, was: state)
        guard state != .ready else { return result }
        switch await keyring.opening() {
        case .none: throw KeyringError.unavailable(name, state)
        case .unlock: try await open(keyring, name, state) { try password(name) }
        case .create: try await open(keyring, name, state) { try newPassword(name) }
        case .prompt:
            say(name, state)
            try await keyring.makeReady()
        case .elsewhere(let provider, let hint):
            throw Failure(
                headline:
                    "The \(name.words) is not ready: \(state.sentence), and \(provider) takes no password from here",
                hint: hint + "\nor use the vault for new profiles:\n    add --store vault", exitStatus: .store)
        }
        return result
    }

    /// Asks again where the password was another one.
    private func open(
        _ keyring: any Keyring, _ name: StoreName, _ state: StoreState, _ password: () throws -> Secret
    ) async throws {
        guard passwordFromInput || mayAsk else {
            throw Failure(
                headline: "The \(name.words) is not ready: \(state.sentence), and nobody is there to ask",
                hint: """
                    Run it on a terminal:
                        \(name.unlockCommand)
                    or give it the password, one line:
                        \(name.unlockCommand) --password-stdin < FILE
                    """, exitStatus: .store)
        }
        say(name, state)
        for attempt in 1...Self.attempts {
            let given = try password()
            do throws(KeyringError) {
                try await keyring.open(with: given)
                return
            } catch {
                guard error == .wrongPassword(name), attempt < Self.attempts, !readsLine else { throw error }
                context.console.note("\(error.headline).")
            }
        }
    }

    private func say(_ name: StoreName, _ state: StoreState) {
        if !isJSON { context.console.note("The \(name.words) is not ready: \(state.sentence).") }
    }

    // MARK: The password

    /// A terminal is asked without echo, whatever was said of stdin.
    private var readsLine: Bool { passwordFromInput && !context.console.inputIsTerminal }

    private func password(_ name: StoreName) throws -> Secret {
        if readsLine { return try line() }
        guard let answer = context.console.askSecret(name.question) else { throw Self.unanswered }
        return answer
    }

    /// Twice the same, and not empty.
    private func newPassword(_ name: StoreName) throws -> Secret {
        if readsLine {
            let password = try line()
            guard !password.isEmpty else { throw Self.empty }
            return password
        }
        context.console.note(name.newPasswordWords)
        for _ in 1...Self.attempts {
            guard let first = context.console.askSecret("New password: ") else { throw Self.unanswered }
            guard !first.isEmpty else {
                context.console.note("An empty password would leave the secrets in the open.")
                continue
            }
            guard let second = context.console.askSecret("The same again: ") else { throw Self.unanswered }
            if first == second { return first }
            context.console.note("The two are not the same.")
        }
        throw Failure(headline: "No password was chosen", hint: "Nothing was made.", exitStatus: .store)
    }

    /// The first line of stdin, without its end.
    private func line() throws -> Secret {
        var input = try context.console.readInput()
        defer { input.withUnsafeMutableBytes { if let base = $0.baseAddress { explicit_bzero(base, $0.count) } } }
        // An empty line may be a password; no line is none.
        guard !input.isEmpty else { throw Self.noLine }
        var end = input.firstIndex(of: 0x0A) ?? input.count
        if end > 0, input[end - 1] == 0x0D { end -= 1 }
        // No slice of the array: it would keep the bytes from being wiped.
        return input.withUnsafeBytes { Secret(UnsafeRawBufferPointer(rebasing: $0[..<end])) }
    }

    private static let unanswered = Failure(
        headline: "No password was given", hint: "Nothing was changed.", exitStatus: .store)
    private static let noLine = UsageError(
        "stdin is empty: it gave no password", hint: "--password-stdin reads its first line. Nothing was changed.")
    private static let empty = Failure(
        headline: "An empty password would leave the secrets in the open", hint: "Nothing was made.", exitStatus: .store
    )
}

extension StoreName {
    fileprivate var question: String {
        switch self {
        case .secretService: "Keyring password: "
        case .vault: "Vault passphrase: "
        }
    }

    fileprivate var newPasswordWords: String {
        switch self {
        case .secretService:
            "Choose a password for a new keyring. With the account's own, a desktop session unlocks it by itself."
        case .vault: "Choose a passphrase for the vault."
        }
    }

    fileprivate var unlockCommand: String {
        self == .secretService ? "mintmark unlock" : "mintmark unlock --store \(rawValue)"
    }
}
