import Foundation
import TestSupport
import Testing

/// A search that finds nothing proves something only where it finds what was put there.
@Suite struct CanarySearchTests {
    private let canary = Canary.random("planted", odd: true)
    private var search: CanarySearch { CanarySearch(canaries: [.random("absent"), canary]) }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mintmark-canary-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    @Test func `each form is found in any bytes, and by itself alone`() {
        #expect(canary.spellings.count >= 12)
        for spelling in canary.spellings {
            let noise = Data((0..<500).map { _ in UInt8.random(in: 0...255) })
            #expect(search.found(in: noise + spelling + noise, "x").count == 1)
            // The zero: noise that happens to end with what was dropped would complete it.
            #expect(search.found(in: noise + [0] + spelling.dropFirst() + noise, "x").isEmpty)
        }
        // Wherever it begins in what is encoded.
        for count in 0..<3 {
            let text = Data((String(repeating: "i", count: count) + canary.value + "::tail").utf8).base64EncodedString()
            #expect(search.found(in: text, "x") == ["planted (Base64) in x"])
        }
    }

    @Test func `in files, in their names, and in a database with its log`() async throws {
        let canary = Canary.random("planted"), search = CanarySearch(canaries: [canary])
        try await withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/a/b", withIntermediateDirectories: true)
            try Data("x\(canary.value)y".utf8).write(to: URL(filePath: folder + "/a/b/file"))
            #expect(search.found(below: folder) == ["planted (as it is) in a/b/file"])
            try FileManager.default.moveItem(atPath: folder + "/a/b/file", toPath: folder + "/a/b/\(canary.value)")
            #expect(search.found(below: folder).count == 2)
            try FileManager.default.removeItem(atPath: folder + "/a")
            // While a reader holds the log open, the row is in it.
            let sql = "PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES ('\(canary.value)');"
            let ran = try await Shell.run(
                "printf '%s\\n.shell cp \(folder)/db-wal \(folder)/copy\\n' \"\(sql)\" | sqlite3 '\(folder)/db'")
            #expect(ran.code == 0, "\(ran.out)")
            #expect(Set(search.found(below: folder)) == ["planted (as it is) in copy", "planted (as it is) in db"])
        }
    }

    @Test func `in a process's arguments and environment`() async throws {
        let canary = Canary.random("planted"), search = CanarySearch(canaries: [canary])
        let started = try await Shell.run(
            "sleep 60 </dev/null >/dev/null 2>&1 & echo $!; X='\(canary.value)' sleep 60 </dev/null >/dev/null 2>&1 & echo $!; "
                + "python3 -c 'import time; time.sleep(60)' '\(canary.value)' </dev/null >/dev/null 2>&1 & echo $!")
        let pids = started.out.split(separator: "\n").compactMap { pid_t($0) }
        defer { for pid in pids { kill(pid, SIGKILL) } }
        try #require(pids.count == 3, "\(started.out)")
        let expected = [[], ["planted (as it is) in /proc/PID/environ"], ["planted (as it is) in /proc/PID/cmdline"]]
        // Until each has become what it was started for, it shows the shell's arguments.
        let deadline = ContinuousClock.now + .seconds(20)
        while pids.map({ search.found(inProcess: $0) }) != expected, ContinuousClock.now < deadline {
            await Task.yield()
        }
        #expect(pids.map { search.found(inProcess: $0) } == expected)
    }

    @Test(.enabled(if: Tracing.isPermitted, "strace may not trace here"))
    func `in what a traced process writes to a file, and not in what goes to a socket`() async throws {
        let canary = Canary.random("planted"), search = CanarySearch(canaries: [canary])
        try await withFolder { folder in
            let log = folder + "/trace"
            _ = try await Shell.run(
                "\(Tracing.command(log)) sh -c 'echo \(canary.value) > \(folder)/file; : > \(folder)/other'")
            #expect(search.found(inTrace: log).count == 1)
            #expect(search.found(inTrace: log).first?.contains("/file") == true)
            let sent =
                "import socket; a, b = socket.socketpair(); a.sendall(b'x'); import os; os.write(a.fileno(), b'\(canary.value)')"
            try FileManager.default.removeItem(atPath: log)
            _ = try await Shell.run("\(Tracing.command(log)) python3 -c \"\(sent)\"")
            #expect(search.found(inTrace: log).isEmpty)
        }
    }
}

/// `strace`, where it is installed and may trace.
enum Tracing {
    /// Everything that writes to or names a file, with what its descriptors are; whole strings, in hexadecimal.
    static func command(_ log: String) -> String {
        arguments(log).map { "'\($0)'" }.joined(separator: " ")
    }

    static func arguments(_ log: String) -> [String] {
        [
            "/usr/bin/strace", "-f", "-yy", "-xx", "-s", "1000000", "-A", "-o", log, "-e",
            "trace=openat,write,pwrite64,writev,pwritev,pwritev2,rename,renameat,renameat2,mkdir,mkdirat,linkat,symlinkat",
        ]
    }

    static let isPermitted: Bool = {
        if Completeness.isDemanded { return true }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/strace")
        process.arguments = ["-o", "/dev/null", "true"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}
