import Glibc
import MintBoard
import MintCore

/// A dialogue by lines on this process's streams. In a pipe each prompt is a line as well, so that a transcript reads well.
struct PlainStreams: PlainConsole {
    let prompter: Prompter
    let trouble: OutputTrouble
    private let isTerminal = isatty(STDIN_FILENO) == 1

    init(_ prompter: Prompter, _ trouble: OutputTrouble) { (self.prompter, self.trouble) = (prompter, trouble) }

    func say(_ line: String) { write(line + "\n") }

    private func write(_ text: String) {
        if let error = StandardStreams.write(text, to: STDOUT_FILENO) { trouble.note(error) }
    }

    func ask(_ prompt: String) async -> PlainInput<String> {
        show(prompt)
        let input = await prompter.lineAside().map { line in
            // Some files end their lines in two characters.
            String(decoding: line.last == 0x0D ? line.dropLast() : line[...], as: UTF8.self)
        }
        // The prompt's line ends where no Enter ended it.
        if isTerminal, case .interrupted = input { say("") }
        return input
    }

    func askSecret(_ prompt: String, mayBeKey: Bool) async -> PlainInput<Secret> {
        if isTerminal { return await prompter.secretLineAside(prompt + " ", mayBeKey: mayBeKey) }
        show(prompt)
        return await prompter.secretLineAside(nil, mayBeKey: mayBeKey)
    }

    private func show(_ prompt: String) {
        guard !prompt.isEmpty else { return }
        write(prompt + (isTerminal ? " " : "\n"))
    }
}
