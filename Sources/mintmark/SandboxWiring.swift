import Foundation
import MintCommands
import MintCore
import MintSandbox

/// The practice servers, for `sandbox` and `demo`.
struct SandboxWiring: Sendable {
    let environment: ProcessEnvironment

    func run(
        _ request: SandboxRequest, ready: @escaping @Sendable (SandboxFacts) async -> Void
    ) async throws {
        let folder: String
        if let given = request.keyFolder {
            folder = given
        } else {
            folder = try PrivateFolder.make(in: environment["TMPDIR"], named: "mintmark-sandbox")
        }
        defer { if request.keyFolder == nil { try? FileManager.default.removeItem(atPath: folder) } }
        let options = SandboxOptions(
            port: request.port, tokenLifetime: request.tokenLifetime ?? 300,
            isOneLifetime: request.tokenLifetime != nil,
            keyFolder: request.keyFolder ?? folder + "/keys")
        do {
            try await Sandbox.run(options: options) { await ready(Self.facts($0)) }
        } catch let error as SandboxError {
            throw Failure(headline: "\(error)", hint: "Choose another port with --port, or leave it to chance.")
        }
    }

    private static func facts(_ description: SandboxDescription) -> SandboxFacts {
        SandboxFacts(
            issuer: description.issuer, mcp: description.mcp, control: description.control,
            clients: description.clients.map {
                SandboxFacts.Client(
                    id: $0.clientID, method: $0.method, secret: $0.clientSecret, keyFile: $0.privateKeyFile,
                    grants: $0.grants)
            }, line: description.jsonLine)
    }
}
