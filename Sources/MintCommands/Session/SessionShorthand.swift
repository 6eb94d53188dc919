/// `mintmark @svc VERB …` as the hidden verb `session`, which a parser can read.
enum SessionShorthand {
    /// `@svc tools-list --json` → `session tools-list svc --json`; `@svc` alone → `session show svc`. Flags before the `@`
    /// are kept. Anything else is returned as it is.
    static func rewrite(_ arguments: [String]) -> [String] {
        guard let at = arguments.firstIndex(where: { !$0.hasPrefix("-") }), arguments[at].hasPrefix("@") else {
            return arguments
        }
        let flags = Array(arguments[..<at])
        let name = String(arguments[at].dropFirst())
        var rest = Array(arguments[(at + 1)...])
        let verb = rest.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
        if verb != nil { rest.removeFirst() }
        return ["session", verb ?? "show", name] + flags + rest
    }
}
