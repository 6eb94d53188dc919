import MintCore
import TestSupport
import Testing

@testable import MintKeyring

/// On the bus of `Scripts/with-keyring`: an unlocked, empty gnome-keyring.
@Suite(.enabled(if: TestBus.isWanted, "Scripts/with-keyring starts a bus"))
struct SecretServiceKeyringTests {
    let binding = SecretBinding(profileName: "billing-sync", issuer: nil, tokenEndpointOrigin: "https://as.example")
    let key = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 1)
    let address: String
    let keyring: SecretServiceKeyring

    init() throws {
        address = try #require(TestBus.address, "no private bus: run this under Scripts/with-keyring")
        keyring = SecretServiceKeyring(busAddresses: [address])
    }

    @Test func `keeps the port's promises`() async throws {
        try await checkKeyring(keyring, keepsBinding: false)
    }

    @Test func `secret-tool finds what was stored, by its four attributes`() async throws {
        try await keyring.store(Secret("s3cr€t"), at: key, bound: binding)
        let found = try tool(["secret-tool", "lookup"] + attributes)
        #expect(found.output == "s3cr€t" && found.status == 0)
        try await keyring.remove(key)
        #expect(try tool(["secret-tool", "lookup"] + attributes).status == 1)
    }

    @Test func `what secret-tool stored is found`() async throws {
        let stored = try tool(["secret-tool", "store", "--label=by hand"] + attributes, input: "from elsewhere")
        #expect(stored.status == 0)
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("from elsewhere"))
        try await keyring.remove(key)
    }

    @Test func `an item has these attributes, this label, and no more`() async throws {
        var named = binding
        named.profileName = "billing\u{1b}[31m\n支払い"
        try await keyring.store(Secret("x"), at: key, bound: named)
        let found = try tool(["secret-tool", "search", "profile", key.profile.rawValue])
        #expect(found.output.contains("\nlabel = mintmark: billing[31m 支払い client secret\n"))
        let items = try search("profile", key.profile.rawValue)
        let item = try #require(items.first)
        let shown = try tool([
            "gdbus", "call", "--session", "--dest", SecretServiceLink.name, "--object-path", item, "--method",
            "org.freedesktop.DBus.Properties.Get", "org.freedesktop.Secret.Item", "Attributes",
        ])
        // In the order of a hash table, which is not the same each time.
        let pairs = shown.output.split(whereSeparator: { "(<{,}>)\n".contains($0) }).map { pair in
            String(pair).replacing("'", with: "").replacing(" ", with: "")
        }
        // gnome-keyring may add a schema of its own when it has written the item to its file; nobody's lookup minds.
        let ours = Set(pairs).subtracting(["xdg:schema:org.freedesktop.Secret.Generic"])
        #expect(
            ours == [
                "application:mintmark", "generation:1", "kind:client-secret", "profile:\(key.profile.rawValue)",
            ])
        #expect(items.count == 1)
        try await keyring.remove(key)
    }

    @Test func `storing again replaces the item`() async throws {
        for text in ["one", "two", "three"] {
            try await keyring.store(Secret(text), at: key, bound: binding)
            #expect(try search("profile", key.profile.rawValue).count == 1)
        }
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("three"))
        try await keyring.remove(key)
    }

    @Test func `items of other programs stay as they are`() async throws {
        let other = [
            "application", "other", "profile", key.profile.rawValue, "kind", "client-secret", "generation", "1",
        ]
        #expect(try tool(["secret-tool", "store", "--label=theirs"] + other, input: "theirs").status == 0)
        #expect(try await keyring.secret(at: key, bound: binding) == nil)
        try await keyring.store(Secret("ours"), at: key, bound: binding)
        try await keyring.remove(key)
        #expect(try tool(["secret-tool", "lookup"] + other).output == "theirs")
        #expect(try tool(["secret-tool", "clear"] + other).status == 0)
    }

    @Test func `of two items with our attributes the later one counts, and both are removed`() async throws {
        try await keyring.store(Secret("first"), at: key, bound: binding)
        let copy = ["secret-tool", "store", "--label=copy", "--collection=session"] + attributes
        #expect(try tool(copy, input: "copy").status == 0)
        #expect(try search("profile", key.profile.rawValue).count == 2)
        let found = try await keyring.secret(at: key, bound: binding)
        #expect(found == Secret("copy") || found == Secret("first"))  // their times are whole seconds
        try await keyring.remove(key)
        #expect(try search("profile", key.profile.rawValue).isEmpty)
    }

    @Test func `two keyrings see each other's writes`() async throws {
        let other = SecretServiceKeyring(busAddresses: [address])
        try await keyring.store(Secret("shared"), at: key, bound: binding)
        #expect(try await other.secret(at: key, bound: binding) == Secret("shared"))
        try await other.remove(key)
        #expect(try await keyring.secret(at: key, bound: binding) == nil)
    }

    @Test(arguments: ["", "a\u{0}b", "../x", "A", "a b", String(repeating: "a", count: 65)])
    func `a profile id that is none is refused`(id: String) async {
        let odd = KeyringKey(profile: ProfileID(rawValue: id), kind: .clientSecret, generation: 1)
        await #expect(throws: KeyringError.self) { try await keyring.store(Secret("x"), at: odd, bound: binding) }
        await #expect(throws: KeyringError.self) { try await keyring.secret(at: odd, bound: binding) }
        await #expect(throws: KeyringError.self) { try await keyring.remove(odd) }
    }

    @Test func `a bus or a service of another user is refused`() async {
        for (trust, word) in [(BusTrust(bus: 4_000_000), "bus"), (BusTrust(service: 4_000_000), "owned")] {
            let keyring = SecretServiceKeyring(
                busAddresses: [address], deadline: .seconds(10), clock: ContinuousClock(), trust: trust)
            guard case .refused(let reason) = await keyring.state() else {
                Issue.record("not refused")
                continue
            }
            #expect(reason.contains("another user") && reason.contains(word))
            await #expect(throws: KeyringError.unavailable(.secretService, .refused(reason))) {
                try await keyring.secret(at: key, bound: binding)
            }
        }
    }

    /// Each wait is a trip to the bus and back, and most of what a call costs.
    @Test func `few round trips: three to connect and look, two to write, two to read, two to remove`() async throws {
        let clock = ManualClock()
        let keyring = SecretServiceKeyring(
            busAddresses: [address], deadline: .seconds(10), clock: clock, trust: BusTrust())
        func waits(_ work: () async throws -> Void) async throws -> Int {
            let before = await keyring.waits
            try await work()
            return await keyring.waits - before
        }
        let connecting = try await waits { _ = await keyring.state() }
        #expect(connecting == 2)  // and one to say hello
        #expect(try await waits { try await keyring.store(Secret("x"), at: key, bound: binding) } == 2)
        #expect(try await waits { _ = try await keyring.secret(at: key, bound: binding) } == 2)
        clock.advance(by: .seconds(1))  // what was seen of the collection is old now
        #expect(try await waits { try await keyring.store(Secret("y"), at: key, bound: binding) } == 3)
        #expect(try await waits { try await keyring.remove(key) } == 2)
        let other = SecretServiceKeyring(busAddresses: [address])
        #expect(try await other.secret(at: key, bound: binding) == nil)
        #expect(await other.waits == 3)  // the owner, the search, the look that makes it an absence
    }

    private var attributes: [String] {
        ["application", "mintmark", "profile", key.profile.rawValue, "kind", "client-secret", "generation", "1"]
    }

    private func tool(_ arguments: [String], input: String = "") throws -> (output: String, status: Int32) {
        let environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "DBUS_SESSION_BUS_ADDRESS": address]
        return try ChildProcess(arguments, environment: environment, input: input).finish()
    }

    /// The object paths of the items with this attribute.
    private func search(_ name: String, _ value: String) throws -> [String] {
        let answer = try tool([
            "gdbus", "call", "--session", "--dest", SecretServiceLink.name, "--object-path", SecretServiceLink.path,
            "--method", "org.freedesktop.Secret.Service.SearchItems", "{'\(name)': '\(value)'}",
        ])
        return answer.output.split(separator: "'").filter { $0.hasPrefix("/org") }.map { String($0) }
    }
}
