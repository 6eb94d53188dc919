import MintCore
import TestSupport
import Testing

@Suite struct LegacyDiscoveryTests {
    private let server = DiscoveryBench.server
    private static let root = "https://m.example/.well-known/oauth-authorization-server"

    private func bench(_ pages: [String: ScriptedAnswer] = [:]) -> DiscoveryBench {
        DiscoveryBench(pages.merging([DiscoveryBench.server.text: .challenge("Bearer")]) { old, _ in old })
    }

    @Test func `a server without metadata is no legacy server unless that was allowed (PRM-13)`() async throws {
        let bench = bench([Self.root: DiscoveryBench.issuer("https://m.example", token: "https://m.example/t")])
        await #expect(throws: DiscoveryError.self) { try await bench.discovery.discover(server) }
        #expect(!bench.urls.contains(Self.root))
    }

    @Test(arguments: ["https://m.example", "https://m.example/"])
    func `its origin's metadata at the root is read, and names the issuer (PRM-13)`(issuer: String) async throws {
        let bench = bench([Self.root: DiscoveryBench.issuer(issuer, token: "https://m.example/t")])
        let found = try await bench.discovery.discover(server, allowsLegacyDiscovery: true)
        #expect(found.issuer == issuer && found.tokenEndpoint.text == "https://m.example/t" && found.isLegacy)
        #expect(!found.issuerIsNamedByOperator && found.resource == server.text)
        #expect(found.notices.contains { $0.contains("2025-03-26") })
        #expect(
            bench.urls.suffix(3) == [
                DiscoveryBench.metadataURL, "https://m.example/.well-known/oauth-protected-resource", Self.root,
            ])
    }

    @Test func `without any metadata the default paths apply (PRM-13)`() async throws {
        let bench = bench()
        let found = try await bench.discovery.discover(server, allowsLegacyDiscovery: true)
        #expect(found.issuer == "https://m.example" && found.tokenEndpoint.text == "https://m.example/token")
        #expect(try found.metadata.endpoint(.authorization)?.text == "https://m.example/authorize")
        #expect(try found.metadata.endpoint(.registration)?.text == "https://m.example/register")
        #expect(found.metadata.codeChallengeMethods == ["S256"] && found.isLegacy)
    }

    @Test func `another issuer at the root is refused`() async throws {
        let bench = bench([Self.root: DiscoveryBench.issuer("https://evil.example", token: "https://evil.example/t")])
        await #expect(throws: DiscoveryError.self) {
            try await bench.discovery.discover(server, allowsLegacyDiscovery: true)
        }
    }

    @Test func `resource metadata, or an issuer that the operator names, goes before it`() async throws {
        let whole = DiscoveryBench()
        let found = try await whole.discovery.discover(server, allowsLegacyDiscovery: true)
        #expect(!found.isLegacy && !whole.urls.contains(Self.root))
        let listless = bench([DiscoveryBench.metadataURL: DiscoveryBench.resource(server.text, [])])
        await #expect(throws: DiscoveryError.self) {
            try await listless.discovery.discover(server, allowsLegacyDiscovery: true)
        }
        let named = bench()
        await #expect(throws: DiscoveryError.self) {
            try await named.discovery.discover(server, issuer: "https://as.example", allowsLegacyDiscovery: true)
        }
        #expect(!named.urls.contains(Self.root))
    }
}
