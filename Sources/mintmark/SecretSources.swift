import Glibc
import MintCommands
import MintCore

/// Reads the sources that an operator named for a profile, each time anew.
struct SecretSources: Sendable {
    let environment: ProcessEnvironment
    let runs: HelperRuns
    /// Seconds for a command; a platform's token helper takes a second or two.
    var patience = 30

    static let limit = 65_536

    func read(_ source: SecretSource) async throws -> Secret {
        let bytes: [UInt8]
        switch source {
        case .environment(let name):
            guard let value = environment.secret(name) else {
                throw SecretSourceError.unreadable(source, reason: "it is not set")
            }
            bytes = Array(value.utf8)
        case .file(let path): bytes = try Self.file(path, source)
        case .command(let words): bytes = try await helper(words).output(source)
        }
        return try Self.secret(bytes, source)
    }

    /// Runs a program that makes something new, with what it should know on its standard input.
    func run(_ words: [String], input: [UInt8]) async throws -> Secret {
        let source = SecretSource.command(words)
        return try Self.secret(try await helper(words, input: input).output(source), source)
    }

    private static func secret(_ bytes: [UInt8], _ source: SecretSource) throws -> Secret {
        let trimmed = bytes.last == 0x0A ? Array(bytes.dropLast(bytes.dropLast().last == 0x0D ? 2 : 1)) : bytes
        guard !trimmed.isEmpty else { throw SecretSourceError.empty(source) }
        guard trimmed.count <= limit else { throw SecretSourceError.tooLarge(source) }
        return Secret(trimmed)
    }

    private func helper(_ words: [String], input: [UInt8] = []) -> HelperCommand {
        HelperCommand(words, environment: environment.forChildren, runs: runs, patience: patience, input: input)
    }

    private static func file(_ path: String, _ source: SecretSource) throws -> [UInt8] {
        // Not blocked by a named pipe that nobody writes to.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw SecretSourceError.unreadable(source, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw SecretSourceError.unreadable(source, reason: String(cString: strerror(errno)))
            }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return bytes
    }
}
