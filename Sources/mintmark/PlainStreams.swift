import Glibc
import MintBoard
import MintCore

/// A dialogue by lines on this process's streams. In a pipe each prompt is a line as well, so that a transcript reads well.
struct PlainStreams: PlainConsole {
    let prompter: Prompter
    private let isTerminal = isatty(STDIN_FILENO) == 1

    init(_ prompter: Prompter) { self.prompter = prompter }

    func say(_ line: String) { StandardStreams.write(line + "\n", to: STDOUT_FILENO) }

    func ask(_ prompt: String) async -> String? {
        show(prompt)
        return await prompter.lineAside().map { String(decoding: $0, as: UTF8.self) }
    }

    func askSecret(_ prompt: String) async -> Secret? {
        if isTerminal { return await prompter.askSecretAside(prompt.isEmpty ? "" : prompt + " ") }
        show(prompt)
        var line = await prompter.lineAside()
        defer { line?.withUnsafeMutableBytes { if let base = $0.baseAddress { explicit_bzero(base, $0.count) } } }
        return line.map { Secret($0) }
    }

    private func show(_ prompt: String) {
        guard !prompt.isEmpty else { return }
        StandardStreams.write(prompt + (isTerminal ? " " : "\n"), to: STDOUT_FILENO)
    }
}
