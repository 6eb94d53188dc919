import FoundationEssentials
import Glibc
import MintCore
import TestSupport
import Testing

@testable import MintKeyring

@Suite struct VaultKeyFileTests {
    let binding = SecretBinding(profileName: "p", issuer: nil, tokenEndpointOrigin: "https://as.example")
    let key = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 1)
    let folder: TemporaryFolder
    let keyring: VaultKeyring
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("vault.key")
        keyring = VaultKeyring(folder: folder.file("vault"), keyFile: path, notice: { _ in })
    }

    private static func jwk(_ id: String) -> String {
        #"{"kty":"oct","kid":"\#(id)","k":"\#(String(repeating: "A", count: 43))"}"#
    }

    /// The state and every use of the key say the same; the file is left as it is.
    private func expectUnavailable(_ part: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let before = bytes(of: path)
        guard case .keyUnavailable(let reason) = await keyring.state() else {
            Issue.record("the key is available", sourceLocation: sourceLocation)
            return
        }
        #expect(reason.contains(part) && reason.contains(path), "\(reason)", sourceLocation: sourceLocation)
        let error = KeyringError.unavailable(.vault, .keyUnavailable(reason))
        await #expect(throws: error, sourceLocation: sourceLocation) {
            try await keyring.store(Secret("new"), at: key, bound: binding)
        }
        if !bytes(of: folder.file("vault/\(key.fileName)")).isEmpty {
            await #expect(throws: error, sourceLocation: sourceLocation) {
                try await keyring.secret(at: key, bound: binding)
            }
        }
        #expect(bytes(of: path) == before, sourceLocation: sourceLocation)
    }

    @Test func `the key is a JWK that says what it is for`() async throws {
        try await keyring.store(Secret("x"), at: key, bound: binding)
        let jwk = try #require(JSONValue(bytes: bytes(of: path)))
        #expect(jwk["kty"] == "oct" && jwk["alg"] == "A256GCM")
        #expect(jwk["k"]?.text.flatMap { Base64URL.decode($0) }?.count == 32)
        let jwe = try #require(CompactJWE(serialized: bytes(of: folder.file("vault/\(key.fileName)"))))
        #expect(jwe.header.flatMap { JSONValue(bytes: $0) }?["kid"] == jwk["kid"])
    }

    @Test(arguments: [0o644, 0o640, 0o660, 0o604, 0o666, 0o620] as [mode_t])
    func `a key that others can reach is not used`(mode: mode_t) async throws {
        try await keyring.store(Secret("x"), at: key, bound: binding)
        #expect(chmod(path, mode) == 0)
        try await expectUnavailable("is readable by others (0\(String(mode, radix: 8)))")
        #expect(chmod(path, 0o600) == 0)
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("x"))
    }

    @Test func `a read-only key serves, an executable one does not`() async throws {
        try await keyring.store(Secret("x"), at: key, bound: binding)
        #expect(chmod(path, 0o400) == 0)
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("x"))
        #expect(chmod(path, 0o700) == 0)
        try await expectUnavailable("0700")
    }

    @Test func `a missing key is never made anew while sealed files need it`() async throws {
        try await keyring.store(Secret("x"), at: key, bound: binding)
        let moved = folder.file("moved.key")
        #expect(rename(path, moved) == 0)
        try await expectUnavailable("is missing, and a sealed file needs it")
        #expect(!FileManager.default.fileExists(atPath: path))
        var other = key
        other.generation = 2
        await #expect(throws: KeyringError.self) { try await keyring.store(Secret("y"), at: other, bound: binding) }
        #expect(try await keyring.secret(at: other, bound: binding) == nil)  // that one was never stored
        #expect(rename(moved, path) == 0)
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("x"))
    }

    @Test func `a link in the key's place is refused`() async throws {
        try await keyring.store(Secret("x"), at: key, bound: binding)
        #expect(rename(path, folder.file("real.key")) == 0)
        #expect(symlink(folder.file("real.key"), path) == 0)
        try await expectUnavailable("symbolic link")
    }

    @Test func `a pipe or a folder in the key's place is refused, at once`() async throws {
        #expect(mkfifo(path, 0o600) == 0)
        try await expectUnavailable("not a regular file")
        #expect(unlink(path) == 0 && mkdir(path, 0o700) == 0)
        try await expectUnavailable("not a regular file")
    }

    @Test func `a key in a folder that others can write to is refused`() async throws {
        try await keyring.store(Secret("x"), at: key, bound: binding)
        #expect(chmod(folder.path, 0o777) == 0)
        try await expectUnavailable("others can write to")
        #expect(chmod(folder.path, 0o755) == 0)
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("x"))
    }

    @Test(arguments: [
        "", "{}", "[]", "nonsense", #"{"kty":"oct"}"#, #"{"kty":"oct","kid":"a","k":"AAAA"}"#,
        #"{"kty":"RSA","kid":"a","k":"\#(String(repeating: "A", count: 43))"}"#,
        #"{"kty":"oct","kid":"","k":"\#(String(repeating: "A", count: 43))"}"#,
        #"{"kty":"oct","k":"\#(String(repeating: "A", count: 43))"}"#,
        #"{"kty":"oct","kid":"a","alg":"HS256","k":"\#(String(repeating: "A", count: 43))"}"#,
        #"{"kty":"oct","kid":"a","k":"\#(String(repeating: "A", count: 42))B"}"#,
        #"{"kty":"oct","kid":"a","k":"\#(String(repeating: "A", count: 43))="}"#,
        #"{"keys":[],"current":"a"}"#, #"{"keys":[{}],"current":"a"}"#,
        #"{"keys":[\#(jwk("a")),\#(jwk("a"))],"current":"a"}"#, #"{"keys":[\#(jwk("a")),\#(jwk("b"))]}"#,
        #"{"keys":[\#(jwk("a")),\#(jwk("b"))],"current":"c"}"#, #"{"keys":[\#(jwk("a")),{"kty":"RSA"}],"current":"a"}"#,
        #"{"keys":[\#((0..<17).map { jwk("k\($0)") }.joined(separator: ","))],"current":"k0"}"#,
    ])
    func `what is no key is not used, and not overwritten`(text: String) async throws {
        put(text.utf8, at: path)
        try await expectUnavailable("is not a vault key")
    }

    @Test func `a file that is too large is no key`() async throws {
        put([UInt8](repeating: 0x20, count: 9000), at: path)
        try await expectUnavailable("too large")
    }

    @Test func `a key made by another tool serves`() async throws {
        put(#"{ "k": "\#(Base64URL.encode((0..<32).map { UInt8($0) }))", "kid": "mine", "kty": "oct" }"#.utf8, at: path)
        try await keyring.store(Secret("x"), at: key, bound: binding)
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("x"))
    }

    @Test func `a set of keys made by another tool serves`() async throws {
        put(#"{"current":"b","keys":[\#(Self.jwk("a")),\#(Self.jwk("b"))]}"#.utf8, at: path)
        try await keyring.store(Secret("x"), at: key, bound: binding)
        #expect(VaultKey.named(by: bytes(of: folder.file("vault/\(key.fileName)"))) == "b")
        put(#"{"keys":[\#(Self.jwk("b"))]}"#.utf8, at: path)  // one alone is the current one
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("x"))
    }

    @Test(arguments: [0o755, 0o770, 0o701] as [mode_t])
    func `a vault that others can look into is refused`(mode: mode_t) async throws {
        try await keyring.store(Secret("x"), at: key, bound: binding)
        #expect(chmod(folder.file("vault"), mode) == 0)
        guard case .refused(let reason) = await keyring.state() else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains("chmod 700"))
        let error = KeyringError.unavailable(.vault, .refused(reason))
        await #expect(throws: error) { try await keyring.secret(at: key, bound: binding) }
        await #expect(throws: error) { try await keyring.store(Secret("y"), at: key, bound: binding) }
        await #expect(throws: error) { try await keyring.remove(key) }
    }
}
