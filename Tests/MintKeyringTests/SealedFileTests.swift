import FoundationEssentials
import MintCore
import TestSupport
import Testing

@testable import MintKeyring

@Suite struct SealedFileTests {
    let binding = SecretBinding(
        profileName: "p", issuer: "https://as.example", tokenEndpointOrigin: "https://as.example")
    let key = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 3)
    let folder: TemporaryFolder
    let keyring: VaultKeyring
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        keyring = VaultKeyring(folder: folder.file("vault"), keyFile: folder.file("vault.key"), notice: { _ in })
        path = folder.file("vault/\(key.fileName)")
    }

    private func expectDamaged(_ file: [UInt8], _ what: Comment) async {
        put(file, at: path)
        let error = await #expect(throws: KeyringError.self, what) {
            try await keyring.secret(at: key, bound: binding)
        }
        // The id of its key may be what was changed.
        if case .keyMissing(path, _) = error { return }
        #expect(error == .damaged(path), what)
    }

    @Test func `no byte can be changed`() async throws {
        try await keyring.store(Secret("s3cret!"), at: key, bound: binding)
        let file = bytes(of: path)
        for index in file.indices {
            for change: UInt8 in [0x01, 0x02, 0x20, 0x80] {
                var changed = file
                changed[index] ^= change
                await expectDamaged(changed, "byte \(index) of \(file.count), \(change)")
            }
        }
        put(file, at: path)
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("s3cret!"))
    }

    @Test func `no byte can be cut off or added`() async throws {
        try await keyring.store(Secret("s3cret!"), at: key, bound: binding)
        let file = bytes(of: path)
        for count in file.indices { await expectDamaged(Array(file.prefix(count)), "cut to \(count)") }
        for extra in ["\n", " ", "=", ".", "A", "\u{0}"] {
            await expectDamaged(file + Array(extra.utf8), "added \(extra.debugDescription)")
            await expectDamaged(Array(extra.utf8) + file, "led by \(extra.debugDescription)")
        }
    }

    @Test func `the nonce is never the same twice`() async throws {
        var nonces: Set<[UInt8]> = []
        for _ in 0..<20 {
            try await keyring.store(Secret("same"), at: key, bound: binding)
            nonces.insert(try #require(CompactJWE(serialized: bytes(of: path))).nonce)
        }
        #expect(nonces.count == 20)
    }

    @Test func `a file under another key is damaged`() async throws {
        try await keyring.store(Secret("x"), at: key, bound: binding)
        try await expectDamaged(
            #require(VaultKey().sealed(Secret("x"), VaultHeader(keyID: "", key, binding))), "another key")
    }

    @Test func `a header that was rewritten does not open, whatever it says`() async throws {
        try await keyring.store(Secret("x"), at: key, bound: binding)
        var jwe = try #require(CompactJWE(serialized: bytes(of: path)))
        var header = try #require(jwe.header.flatMap { VaultHeader(json: $0) })
        header.endpointOrigin = "https://evil.example"
        jwe.protected = Base64URL.encode(header.json.utf8)
        await expectDamaged(Array(jwe.serialized.utf8), "rewritten")
    }

    /// Headers that were sealed with the right key, and still are not ours to open.
    @Test(
        arguments: [
            ("crit", .array(["exp"])), ("crit", .null), ("zip", "DEF"), ("alg", "A256KW"), ("alg", nil),
            ("enc", "A128GCM"),
            ("enc", nil), ("typ", "JWT"), ("typ", nil), ("kid", "another"), ("kid", nil), ("profile", nil), ("kind", 7),
            ("generation", "3"), ("generation", nil), ("endpoint_origin", nil), ("endpoint_origin", .null),
            ("iss", .null),
            ("iss", 1),
        ] as [(String, JSONValue?)])
    func `headers that mean something else are refused`(member: String, value: JSONValue?) async throws {
        try await expectDamaged(sealed(member, value), "\(member)")
    }

    @Test func `a member that says nothing to us is ignored, as RFC 7516 wants`() async throws {
        put(try await sealed("note", "hello"), at: path)
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("by hand"))
    }

    @Test func `a file that is too large or none is refused`() async throws {
        try await keyring.store(Secret("x"), at: key, bound: binding)
        await expectDamaged([UInt8](repeating: UInt8(ascii: "A"), count: 200_000), "too large")
        await expectDamaged([], "empty")
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        await #expect(throws: KeyringError.damaged(path)) { try await keyring.secret(at: key, bound: binding) }
    }

    @Test func `a link in a sealed file's place is not followed`() async throws {
        try await keyring.store(Secret("x"), at: key, bound: binding)
        put(bytes(of: path), at: folder.file("elsewhere"))
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.file("elsewhere"))
        await #expect(throws: KeyringError.damaged(path)) { try await keyring.secret(at: key, bound: binding) }
        try await keyring.store(Secret("y"), at: key, bound: binding)  // replaces the link, not what it points to
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("y"))
    }

    /// A file whose header is the usual one but for a member, sealed under the vault's own key.
    private func sealed(_ member: String, _ value: JSONValue?) async throws -> [UInt8] {
        try await keyring.store(Secret("x"), at: key, bound: binding)
        guard case .plain(let keys) = try VaultKeyFile(path: folder.file("vault.key")).load() else {
            Issue.record("no key")
            return []
        }
        let usual = VaultHeader(keyID: keys.current.id, key, binding).json
        var members = try #require(JSONValue(bytes: Array(usual.utf8))?.members)
        members[member] = value
        let protected = Base64URL.encode(JSONValue.object(members).serialized().utf8)
        return try #require(keys.current.sealed(Secret("by hand"), protected: protected))
    }
}
