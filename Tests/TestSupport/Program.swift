import Foundation

/// The real binary, run with a private home.
public struct Program: Sendable {
    /// What a run gave.
    public struct Outcome: Sendable {
        public var code: Int32
        public var out: String
        public var err: String

        public init(code: Int32, out: String, err: String) { (self.code, self.out, self.err) = (code, out, err) }
    }

    public let home: String
    /// Beside the home: variables for every run.
    public var environment: [String: String]
    /// A program that runs ours, with its arguments: `/usr/bin/strace -f`.
    public var wrapper: [String] = []

    /// The binary that this test run was built with.
    public static var path: String {
        let folder = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
            .deletingLastPathComponent()
        let built = folder ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        return built.appending(path: "mintmark").path
    }

    /// Runs `body` with a program on an empty home, which is removed afterwards.
    public static func withHome<R>(_ body: (Program) async throws -> R) async throws -> R {
        let home = FileManager.default.temporaryDirectory.appending(path: "mintmark-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: home, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: home) }
        return try await body(Program(home: home, environment: [:]))
    }

    public func run(_ arguments: String..., input: String = "", environment more: [String: String] = [:]) async throws
        -> Outcome
    {
        try await run(arguments, input: input, environment: more)
    }

    public func run(_ arguments: [String], input: String = "", environment more: [String: String] = [:]) async throws
        -> Outcome
    {
        var variables = ChildRun.inheritedEnvironment
        variables["MINTMARK_HOME"] = home
        variables.merge(environment) { $1 }
        variables.merge(more) { $1 }
        let run = try await ChildRun.run(wrapper + [Self.path] + arguments, environment: variables, input: input)
        return Outcome(code: run.code, out: run.out, err: run.err)
    }

    /// Every file below the home but the vault's key, for a search of canaries.
    public func filesHolding(_ needle: String) -> [String] {
        let files = FileManager.default.enumerator(atPath: home)?.compactMap { $0 as? String } ?? []
        return files.filter { name in
            guard !name.hasSuffix("vault.key"), let data = FileManager.default.contents(atPath: "\(home)/\(name)")
            else { return false }
            return data.range(of: Data(needle.utf8)) != nil
        }
    }
}

extension Program.Outcome {
    /// Standard output as JSON.
    public var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(out.utf8))) as? [String: Any] ?? [:]
    }
    public var jsonItems: [[String: Any]] {
        (try? JSONSerialization.jsonObject(with: Data(out.utf8))) as? [[String: Any]] ?? []
    }
    /// Standard output without its final line break.
    public var line: String { out.hasSuffix("\n") ? String(out.dropLast()) : out }
}
