/// What of the command line has no place on the board, and what to do instead.
enum BoardRefusals {
    /// Verbs that ask on a terminal before they do it, and do it unasked where nobody can be asked.
    static let needsYes: Set<String> = ["logout", "migrate-store", "rotate", "vault rotate-key"]

    /// Verbs that change nothing, neither here nor at a server.
    static let reading: Set<String> = [
        "list", "show", "check", "doctor", "log", "metrics", "vault status", "config path", "config check",
        "config show",
        "config example", "client-metadata", "completions", "help",
    ]

    /// Whether a verb changes nothing with this option, or changes something; `nil` where it makes no difference.
    static func makesReading(_ names: [String]) -> Bool? {
        if names.contains("--status") || names.contains("--dry-run") { return true }
        // The one takes a token, which may be renewed for it; the other writes a file.
        return names.contains("--introspect") || names.contains("--output") ? false : nil
    }

    /// - Parameter path: A verb, or a group and a verb: `vault init`.
    static func verb(_ path: String) -> String? {
        switch path {
        case "board": "board: it is open already"
        case "demo": "demo: it needs the terminal for itself; run `mintmark demo` in a shell"
        case "sandbox": "sandbox: it runs until it is ended; run `mintmark sandbox` in a shell"
        case "exec": "exec: it becomes another program; run `mintmark exec` in a shell"
        case "token": "token: a token is not shown on the board; `:copy token` puts it into the clipboard"
        case "unlock": "unlock: it asks for a password; the key U does it here"
        case "vault init", "vault change-passphrase": "\(path): it asks for a passphrase; run it in a shell"
        default: nil
        }
    }

    /// - Parameter names: With their dashes.
    static func option(_ names: [String]) -> String? {
        guard let name = names.first else { return nil }
        if names.contains("--client-secret") {
            return
                "\(name): a secret does not belong on the screen; --client-secret-file or --client-secret-env names it"
        }
        if name.hasSuffix("-stdin") || name == "--paste" {
            return "\(name): the board has no stdin to read from; name a file or a variable, or run it in a shell"
        }
        return name == "--follow" ? "--follow: it never ends; run it in a shell" : nil
    }
}
