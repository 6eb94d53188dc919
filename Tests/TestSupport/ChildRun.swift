import Foundation

/// One run of a program to its end, its streams in nameless files: nothing can fill up, break, or be inherited by a sibling.
struct ChildRun {
    var code: Int32
    var out: String
    var err: String

    static var inheritedEnvironment: [String: String] { ProcessInfo.processInfo.environment }

    /// Waits on a thread of its own kind, so that a hundred at once are no trouble for the tests' own tasks.
    static func run(_ arguments: [String], environment: [String: String], input: String) async throws -> ChildRun {
        try await withCheckedThrowingContinuation { continuation in
            // A shared queue would add threads one a second while a hundred of them wait.
            Thread.detachNewThread {
                continuation.resume(with: Result { try ChildRun(arguments, environment: environment, input: input) })
            }
        }
    }

    private init(_ arguments: [String], environment: [String: String], input: String) throws {
        let streams = try ["in", "out", "err"].map(Self.namelessFile)
        defer { for stream in streams { close(stream) } }
        _ = Array(input.utf8).withUnsafeBytes { write(streams[0], $0.baseAddress, $0.count) }
        lseek(streams[0], 0, SEEK_SET)
        code = Spawn.exitCode(of: try Spawn.start(arguments, environment: environment, streams: streams))
        (out, err) = (Self.content(streams[1]), Self.content(streams[2]))
    }

    private static func namelessFile(_ name: String) throws -> Int32 {
        let path = "/tmp/mintmark-test-\(UInt64.random(in: 0...UInt64.max))-\(name)"
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Spawn.NotStarted(program: path, code: errno) }
        unlink(path)
        return file
    }

    private static func content(_ file: Int32) -> String {
        lseek(file, 0, SEEK_SET)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(file, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
