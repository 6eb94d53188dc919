import Foundation
import Testing

@testable import MintSandbox

@Suite struct LifecycleTests {
    @Test func `the description is one line of the agreed JSON, and prints without secrets`() async throws {
        try await RunningSandbox.with { sandbox in
            let line = sandbox.description.jsonLine
            #expect(!line.contains("\n"))
            let json = try #require(JSONValue.parse(Array(line.utf8))?.object)
            #expect(Set(json.keys) == ["schema_version", "issuer", "mcp", "control", "clients"])
            #expect(json["schema_version"] == .integer(1))
            #expect(json["mcp"]?.text == sandbox.origin + "/mcp" && sandbox.origin.hasPrefix("http://127.0.0.1:"))
            let clients = try #require(json["clients"]?.array)
            for client in clients {
                let proof: Set<String> =
                    switch client["method"]?.text {
                    case "private_key_jwt": ["private_key_file"]
                    case "none": []
                    default: ["client_secret"]
                    }
                let isMachine = client["grants"] == nil
                let keys = Set(try #require(client.object).keys)
                #expect(keys == proof.union(["client_id", "method"] + (isMachine ? [] : ["grants"])))
            }
            #expect(clients.prefix(7).allSatisfy { $0["grants"] == nil }, "those for client_credentials come first")
            let others = clients.dropFirst(7).map { [$0["client_id"]?.text, $0["method"]?.text] }
            #expect(
                others == [
                    ["laptop", "none"], ["web-console", "client_secret_basic"], ["ci-workload", "none"],
                    ["enterprise-app", "client_secret_basic"],
                ])
            let secret = try sandbox.secret(of: "search-worker")
            #expect(!"\(sandbox.description)".contains(secret) && !"\(sandbox.description.clients)".contains(secret))
            let back = try JSONDecoder().decode(SandboxDescription.self, from: Data(line.utf8))
            #expect(back == sandbox.description)
        }
    }

    @Test func `keys are written for their owner alone, fresh at each start`() async throws {
        let read: @Sendable (RunningSandbox) async throws -> String = { sandbox in
            for id in ["billing-sync", "ledger-audit", "metrics-push", "fleet-report"] {
                let file = try #require(try sandbox.client(id).privateKeyFile)
                let attributes = try FileManager.default.attributesOfItem(atPath: file)
                #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
                let folder = try FileManager.default.attributesOfItem(
                    atPath: (file as NSString).deletingLastPathComponent)
                #expect((folder[.posixPermissions] as? NSNumber)?.intValue == 0o700)
            }
            return try sandbox.privateKey(of: "billing-sync") + sandbox.secret(of: "search-worker")
        }
        let first = try await RunningSandbox.with(read)
        let second = try await RunningSandbox.with(read)
        #expect(first != second)
    }

    @Test func `a port that is taken is said to be`() async throws {
        try await RunningSandbox.with { sandbox in
            let port = try #require(Int(sandbox.origin.split(separator: ":").last ?? ""))
            let folder = RunningSandbox.temporaryFolder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            await #expect(throws: SandboxError.portTaken(port)) {
                try await Sandbox.run(options: SandboxOptions(port: port, keyFolder: folder)) { _ in }
            }
        }
    }

    @Test func `options that cannot be are refused before anything starts`() async throws {
        let open = RunningSandbox.temporaryFolder()
        try FileManager.default.createDirectory(
            atPath: open, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        let fresh = RunningSandbox.temporaryFolder()
        defer { for path in [open, fresh] { try? FileManager.default.removeItem(atPath: path) } }
        let refused: [(SandboxOptions, SandboxError)] = [
            (SandboxOptions(tokenLifetime: 0, keyFolder: fresh), .lifetimeNotPositive(0)),
            (SandboxOptions(port: 70_000, keyFolder: fresh), .portRefused(70_000, reason: "ports end at 65535")),
            (
                SandboxOptions(keyFolder: open),
                .keyFolderUnusable(path: open, reason: "it must be yours with mode 0700")
            ),
            (
                SandboxOptions(keyFolder: "/dev/null/x"),
                .keyFolderUnusable(path: "/dev/null/x", reason: "it cannot be made")
            ),
        ]
        for (options, error) in refused {
            await #expect(throws: error) { try await Sandbox.run(options: options) { _ in } }
        }
    }

    @Test func `onReady may take as long as the sandbox runs, and a cancelled run returns without an error`()
        async throws
    {
        let folder = RunningSandbox.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (ready, announce) = AsyncStream<Void>.makeStream()
        let running = Task {
            try await Sandbox.run(options: SandboxOptions(keyFolder: folder)) { _ in
                announce.yield()
                // Ends by cancellation alone.
                let (never, _) = AsyncStream<Void>.makeStream()
                for await _ in never {}
            }
        }
        for await _ in ready { break }
        running.cancel()
        try await running.value
    }

    @Test(arguments: [
        SandboxError.portTaken(1), .portRefused(1, reason: "no"), .lifetimeNotPositive(-1),
        .keyFolderUnusable(path: "/x", reason: "no"),
    ])
    func `an error is one plain line`(error: SandboxError) {
        #expect(!error.description.isEmpty && !error.description.contains("\n") && !error.description.hasSuffix("."))
    }
}
