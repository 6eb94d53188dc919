import Glibc
import MintCore
import TestSupport
import Testing

@testable import MintKeyring

/// The vault is standard JOSE: an implementation that nobody here wrote opens it.
@Suite struct OtherToolTests {
    private static let program = """
        import json,sys; from joserfc import jwe,jwk; key,file=sys.argv[1:]; \
        sys.stdout.buffer.write(jwe.decrypt_compact(open(file).read(), jwk.OctKey.import_key(json.load(open(key))), \
        registry=jwe.JWERegistry(strict_check_header=False)).plaintext)
        """

    private static func python(_ arguments: [String]) throws -> (output: String, status: Int32) {
        let names = ["PATH", "HOME", "PYTHONUSERBASE"]
        let environment = names.compactMap { name in getenv(name).map { (name, String(cString: $0)) } }
        return try ChildProcess(
            ["python3", "-c"] + arguments, environment: Dictionary(uniqueKeysWithValues: environment)
        ).finish()
    }

    private static var hasJoserfc: Bool { (try? python(["import joserfc"]).status) == 0 }

    @Test(.enabled(if: hasJoserfc || TestBus.isCompleteRun, "python3 has no joserfc"))
    func `joserfc opens a sealed file with the key file`() async throws {
        let folder = try TemporaryFolder()
        let keyring = VaultKeyring(folder: folder.file("vault"), keyFile: folder.file("vault.key"), notice: { _ in })
        for (text, issuer) in [("s3cr€t", "https://as.example"), ("", nil), ("two\nlines", nil)] as [(String, String?)]
        {
            let key = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 1)
            let binding = SecretBinding(
                profileName: "p", issuer: issuer, tokenEndpointOrigin: "https://as.example:8443")
            try await keyring.store(Secret(text), at: key, bound: binding)
            let opened = try Self.python([Self.program, folder.file("vault.key"), folder.file("vault/\(key.fileName)")])
            #expect(opened.output == text && opened.status == 0)
        }
    }
}
