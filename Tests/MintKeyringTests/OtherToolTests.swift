import Foundation
import MintCore
import TestSupport
import Testing

@testable import MintKeyring

/// The vault is standard JOSE: an implementation that nobody here wrote opens it, with the README's own program.
@Suite struct OtherToolTests {
    /// The README's, which asks at a terminal; here it reads a line.
    private static func program() throws -> String {
        let readme = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
        let text = try String(contentsOf: readme, encoding: .utf8)
        let start = try #require(text.range(of: "```python\n"))
        let end = try #require(text.range(of: "\n```", range: start.upperBound..<text.endIndex))
        return String(text[start.upperBound..<end.lowerBound]).replacing("getpass.getpass()", with: "input()")
    }

    private static func python(_ arguments: [String], input: String = "") throws -> (output: String, status: Int32) {
        let all = ProcessInfo.processInfo.environment
        let environment = all.filter { ["PATH", "HOME", "PYTHONUSERBASE"].contains($0.key) }
        return try ChildProcess(
            [all["MINTMARK_TEST_PYTHON"] ?? "python3", "-c"] + arguments, environment: environment, input: input
        ).finish()
    }

    private static var hasJoserfc: Bool { (try? python(["import joserfc"]).status) == 0 }

    @Test(
        .enabled(if: hasJoserfc || TestBus.isCompleteRun, "python3 has no joserfc"),
        arguments: ["a key", "a set", "a passphrase"])
    func `joserfc opens a sealed file`(under form: String) async throws {
        let vault = try TestVault()
        let keyring = VaultKeyring(folder: vault.path, keyFile: vault.keyPath, notice: { _ in })
        if form == "a passphrase" { try await keyring.create(passphrase: Secret("zehn Kühe, grün")) }
        for (text, issuer) in [("s3cr€t", "https://as.example"), ("", nil), ("two\nlines", nil)] as [(String, String?)]
        {
            let key = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 1)
            let binding = SecretBinding(
                profileName: "p", issuer: issuer, tokenEndpointOrigin: "https://as.example:8443")
            try await keyring.store(Secret(text), at: key, bound: binding)
            if form == "a set" { try addKey() }
            let opened = try Self.python(
                [Self.program(), vault.keyPath, vault.file(key)], input: "zehn Kühe, grün\n")
            #expect(opened.output == text && opened.status == 0)
        }

        /// As a rotation that was interrupted leaves it.
        func addKey() throws {
            guard case .plain(let set) = try vault.keyFile.load() else { throw VaultFailure.notKept }
            try vault.keyFile.replace(with: .plain(set.adding(VaultKey())), disk: .system)
        }
    }

    @Test(.enabled(if: hasJoserfc || TestBus.isCompleteRun, "python3 has no joserfc"))
    func `a key that joserfc sealed by a passphrase serves`() async throws {
        let vault = try TestVault()
        let program = """
            import json, sys; from joserfc import jwe, jwk
            registry = jwe.JWERegistry(algorithms=["PBES2-HS512+A256KW", "A256GCM"])
            content = json.dumps({"kty": "oct", "kid": "theirs", "k": "A" * 43})
            print(jwe.encrypt_compact({"alg": "PBES2-HS512+A256KW", "enc": "A256GCM", "p2c": 210000}, content,
                jwk.OctKey.import_key(b"correct horse battery staple"), registry=registry))
            """
        let made = try Self.python([program])
        try #require(made.status == 0)
        _ = try PrivateFolder.make(at: vault.folder.file("conf"))
        put(made.output.utf8, at: vault.keyPath)
        let keys = try await vault.filled(1, by: vault.unlocked())
        #expect(vault.keyIDs == ["theirs"])
        #expect(await vault.opened().status().keyIDs == nil)
        await #expect(throws: KeyringError.wrongPassword(.vault)) { try await vault.opened().open(with: Secret("x")) }
        _ = try await vault.unlocked().rotateKey { _, _ in }
        #expect(try await vault.holds(keys, for: vault.unlocked()))
    }
}
