import MintCore
import Testing

@Suite struct DriftTests {
    private static let whole: DiscoverySnapshot = {
        var snapshot = DiscoverySnapshot(issuer: "https://as.example", tokenEndpoint: "https://as.example/token")
        snapshot.resource = "https://m.example/mcp"
        snapshot.authorizationServers = ["https://as.example", "https://two.example"]
        snapshot.resourceScopes = ["read", "call"]
        snapshot.authorizationEndpoint = "https://as.example/authorize"
        snapshot.deviceAuthorizationEndpoint = "https://as.example/device"
        snapshot.registrationEndpoint = "https://as.example/register"
        snapshot.revocationEndpoint = "https://as.example/revoke"
        snapshot.introspectionEndpoint = "https://as.example/introspect"
        snapshot.jwksURI = "https://as.example/jwks"
        snapshot.methods = ["private_key_jwt", "client_secret_basic"]
        snapshot.algorithms = ["ES256", "RS256"]
        snapshot.grantTypes = ["client_credentials"]
        return snapshot
    }()

    private typealias Edit = @Sendable (inout DiscoverySnapshot) -> Void

    /// Each fact, changed; and whether that is grave.
    private static let edits: [(String, Bool, Edit)] = [
        ("issuer", true, { $0.authorizationServers = ["https://new.example"] }),
        ("token_endpoint", true, { $0.tokenEndpoint = "https://evil.example/token" }),
        ("token_endpoint", true, { $0.tokenEndpoint = "https://as.example:8443/token" }),
        ("token_endpoint", false, { $0.tokenEndpoint = "https://as.example/v2/token" }),
        ("resource", false, { $0.resource = "https://m.example" }), ("resource", false, { $0.resource = nil }),
        ("authorization_servers", false, { $0.authorizationServers = ["https://as.example"] }),
        ("authorization_servers", false, { $0.authorizationServers = nil }),
        ("authorization_endpoint", false, { $0.authorizationEndpoint = nil }),
        ("device_authorization_endpoint", false, { $0.deviceAuthorizationEndpoint = "https://x.example" }),
        ("registration_endpoint", false, { $0.registrationEndpoint = "https://x.example" }),
        ("revocation_endpoint", false, { $0.revocationEndpoint = "https://x.example" }),
        ("introspection_endpoint", false, { $0.introspectionEndpoint = "https://x.example" }),
        ("jwks_uri", false, { $0.jwksURI = "https://x.example" }),
        ("token_endpoint_auth_methods_supported", false, { $0.methods = ["client_secret_basic"] }),
        ("token_endpoint_auth_signing_alg_values_supported", false, { $0.algorithms = nil }),
        ("grant_types_supported", false, { $0.grantTypes?.append("authorization_code") }),
        ("scopes_supported", false, { $0.resourceScopes = ["read", "CALL"] }),
    ]

    @Test(arguments: edits.indices)
    func `each fact that changes is one line, grave where a credential could go elsewhere (REG-6)`(index: Int) throws {
        let (member, isGrave, edit) = Self.edits[index]
        var now = Self.whole
        edit(&now)
        let changes = now.drift(from: Self.whole)
        let change = try #require(changes.first { $0.member == member })
        #expect(change.isGrave == isGrave && change.was != change.now)
        #expect(changes.count == (member == "issuer" ? 2 : 1))
        #expect(changes.filter(\.isGrave).count == (isGrave ? 1 : 0))
        // And back again.
        #expect(Self.whole.drift(from: now).map(\.member) == changes.map(\.member))
    }

    @Test func `an order or a repetition is no change`() {
        var now = Self.whole
        now.methods = ["client_secret_basic", "private_key_jwt", "client_secret_basic"]
        now.authorizationServers?.reverse()
        now.resourceScopes?.reverse()
        now.algorithms?.reverse()
        #expect(now.drift(from: Self.whole).isEmpty)
        now.resourceScopes = []
        var old = Self.whole
        old.resourceScopes = nil
        #expect(now.drift(from: old).isEmpty)
    }

    @Test func `what looks the same to Unicode is not the same`() {
        var now = Self.whole
        now.jwksURI = "https://as.example/\u{212A}"
        var old = Self.whole
        old.jwksURI = "https://as.example/K"
        #expect(now.drift(from: old).map(\.member) == ["jwks_uri"])
    }

    @Test func `a change reads as a line, clean and bounded whatever a server says`() {
        var now = Self.whole
        now.grantTypes = nil
        #expect(now.drift(from: Self.whole)[0].words == "grant_types_supported: client_credentials → none")
        now.resourceScopes = (0..<5000).map { "scope-\($0)\u{1B}[2J" }
        now.tokenEndpoint = "https://as.example/" + String(repeating: "x", count: 50_000)
        for change in now.drift(from: Self.whole) {
            #expect(change.words.count < 2500 && change.words.unicodeScalars.allSatisfy(\.isSafeToShow))
        }
        #expect(now.drift(from: Self.whole).contains { $0.now?.hasSuffix("… 5000 in all") == true })
        // A token endpoint too long to be shown whole cannot be told from another: grave.
        #expect(now.drift(from: Self.whole)[0].isGrave)
    }
}
