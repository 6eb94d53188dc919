import ArgumentParser
import MintCore

struct SandboxVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Run a practice authorization server and MCP server on this machine until stopped.",
        discussion: """
            GET  control/log                 the requests so far; POST control/reset-log forgets them
            POST control/fault               {"path","status","delay_ms","count"} misbehaves that often
            POST control/client              {"client_id","client_secrets":[…] | "jwks":{…}} its secrets or keys from now on
            POST control/metadata            {"authorization_server","protected_resource"} replaces members of the documents
            POST control/mcp                 {"answers","revisions","page_size","tokens","broken_tools"} the MCP servers' ways
            POST control/clock               {"advance_seconds"} moves the sandbox's clock
            POST control/rotate-signing-key  {"keep_previous"} signs with a new key
            POST control/consent             {"mode":"approve"|"deny"|"ask","user"} the person at the browser
            POST control/device              {"user_code","approve","interval","expires_in"} answers for a device's person
            POST control/registration        {"initial_access_token","secret_lifetime","rotate_secret"} how clients register
            POST control/client-document     {"url","document"} what is found at a client id that is an address
            POST control/dpop                {"required","as_nonce","rs_nonce"} what is wanted of proofs
            POST control/workload-token      {"sub","aud","expires_in"} a platform's token, for jwt-bearer
            POST control/id-token            {"sub","aud","expires_in"} a person's token, for enterprise
            """)

    @Option(name: .long, help: "The port to listen on; default is any that is free.")
    var port: Int?

    @Option(name: .customLong("token-lifetime"), help: "How many seconds tokens live.")
    var tokenLifetime: Int?

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        if let port, !(1...65_535).contains(port) { throw UsageError("--port wants a number from 1 to 65535") }
        if let tokenLifetime, !(1...86_400).contains(tokenLifetime) {
            throw UsageError("--token-lifetime wants seconds, from 1 to 86400")
        }
        let console = context.console
        let isJSON = common.json
        let request = SandboxRequest(port: port, tokenLifetime: tokenLifetime)
        try await context.sandbox(request) { facts in
            console.print(isJSON ? facts.line : Self.words(facts))
        }
        return 0
    }

    /// `device_code` of a grant's whole URN.
    private static func short(_ grant: String) -> String { grant.split(separator: ":").last.map(String.init) ?? grant }

    private static func words(_ facts: SandboxFacts) -> String {
        var lines = ["issuer   \(facts.issuer)", "mcp      \(facts.mcp)", "control  \(facts.control)", "", "clients"]
        for client in facts.clients {
            let proof = client.secret.map { "secret \($0)" } ?? client.keyFile.map { "key \($0)" } ?? ""
            let grants = client.grants.map { "(\($0.map(Self.short).joined(separator: ", ")))" }
            lines.append(
                "  " + [client.id, client.method, proof, grants ?? ""].filter { !$0.isEmpty }.joined(separator: "  "))
        }
        if let client = facts.clients.first(where: { $0.secret != nil }), let secret = client.secret {
            lines += [
                "", "Try:",
                "  printf %s '\(secret)' | mintmark login \(facts.mcp) --client-id \(client.id) --client-secret-stdin",
            ]
        }
        return (lines + ["", "ctrl-c stops it."]).joined(separator: "\n")
    }
}
