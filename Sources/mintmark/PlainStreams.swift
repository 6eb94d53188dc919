import Glibc
import MintBoard
import MintCore

/// A dialogue by lines on this process's streams. In a pipe each prompt is a line as well, so that a transcript reads well.
struct PlainStreams: PlainConsole {
    let prompter: Prompter
    private let isTerminal = isatty(STDIN_FILENO) == 1

    init(_ prompter: Prompter) { self.prompter = prompter }

    func say(_ line: String) { StandardStreams.write(line + "\n", to: STDOUT_FILENO) }

    func ask(_ prompt: String) async -> PlainInput<String> {
        show(prompt)
        let input = await prompter.lineAside().map { String(decoding: $0, as: UTF8.self) }
        // The prompt's line ends where no Enter ended it.
        if isTerminal, case .interrupted = input { say("") }
        return input
    }

    func askSecret(_ prompt: String) async -> PlainInput<Secret> {
        if isTerminal { return await prompter.secretLineAside(prompt + " ") }
        show(prompt)
        return await prompter.secretLineAside(nil)
    }

    private func show(_ prompt: String) {
        guard !prompt.isEmpty else { return }
        StandardStreams.write(prompt + (isTerminal ? " " : "\n"), to: STDOUT_FILENO)
    }
}
