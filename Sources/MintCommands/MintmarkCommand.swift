import ArgumentParser

/// The root: it has no work of its own; without a verb the tool opens the board, or lists in a pipe.
struct MintmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mintmark",
        abstract: "The operator's terminal for machine identities: OAuth 2.1 profiles for MCP servers and other APIs.",
        usage: """
            mintmark                                 the board on a terminal, the list in a pipe
            mintmark <verb> …
            mintmark @svc tools-list | tools-call NAME k:=v … | close
            """,
        discussion: """
            First steps:
              mintmark demo                          practice profiles on servers inside this program
              mintmark login mcp.example.com --grant client-credentials --client-id my-service --client-secret-stdin
              mintmark token mcp.example.com --header
              mintmark connect mcp.example.com @svc && mintmark @svc tools-list

            Exit codes: 0 ok, 1 usage or local, 2 the server said no, 3 network or TLS, 4 authentication,
            5 store not ready, 8 attention, 130 interrupted (143 by SIGTERM, 129 by SIGHUP); `exec` returns its command's.
            """,
        subcommands: [
            LoginVerb.self, LogoutVerb.self, ListVerb.self, ShowVerb.self, SetVerb.self, RenameVerb.self,
            TokenVerb.self, ExecVerb.self, ProbeVerb.self, AuditVerb.self, ConnectVerb.self, SessionVerb.self,
            BoardVerb.self, DemoVerb.self, SandboxVerb.self, RenewVerb.self, RotateVerb.self, UnlockVerb.self,
            MigrateStoreVerb.self, DoctorVerb.self, ClientMetadataVerb.self, LogVerb.self, VaultVerb.self,
            CompletionsVerb.self, ConfigVerb.self, CheckVerb.self, MetricsVerb.self,
        ])
}

extension CompletionKind {
    /// Profile names, asked of the program itself.
    static var profileNames: CompletionKind { .shellCommand("mintmark list --names 2>/dev/null") }
}
