import ArgumentParser
import MintCore

struct CompletionsVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Print a completion script that knows the profiles' names.",
        discussion: """
            bash:  mintmark completions bash > ~/.local/share/bash-completion/completions/mintmark
            zsh:   mintmark completions zsh > "${fpath[1]}/_mintmark"
            fish:  mintmark completions fish > ~/.config/fish/completions/mintmark.fish
            """)

    @Argument(help: "bash, zsh or fish.", completion: .list(["bash", "zsh", "fish"]))
    var shell: String

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let shell = try Choice.read(
            shell, "completions", CompletionShell.init(rawValue:), CompletionShell.allCases.map(\.rawValue))
        context.console.print(MintmarkCommand.completionScript(for: shell))
        return 0
    }
}
