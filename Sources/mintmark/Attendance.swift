import Glibc
import MintCore

/// Whoever sits at this terminal while a store makes itself ready.
struct Attendance: Sendable {
    let environment: ProcessEnvironment
    let prompter: Prompter
    let screen: ScreenClaim
    /// Not with `--no-input`.
    let mayAsk: Bool

    var attendant: StoreAttendant {
        // A window where nobody can see it would be waited for in vain.
        let hasDisplay = environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil
        let isAttended = mayAsk && hasDisplay && isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
        let mayAsk = mayAsk
        let (prompter, screen) = (prompter, screen)
        return StoreAttendant(
            passphrase: { attempt in
                // The board has a dialog of its own.
                guard mayAsk, !screen.isTaken, let terminal = Prompter.Terminal.own() else { return .refused }
                defer { terminal.end() }
                let prompt = attempt == 1 ? "Passphrase of the vault: " : "That is not it. Once more (\(attempt)): "
                return await prompter.askSecretAside(prompt, on: terminal)
            }, allowsPrompts: { isAttended },
            allowsPromptsInPassing: { isAttended && !screen.isTaken },
            isWaiting: { store, isWaiting in
                guard isWaiting, !screen.isTaken else { return }
                StandardStreams.write(
                    "The \(store.words) asks for its password in a window of its own; ctrl-c gives up waiting.\n",
                    to: STDERR_FILENO)
            })
    }
}
