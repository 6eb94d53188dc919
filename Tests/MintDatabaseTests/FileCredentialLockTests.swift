import Foundation
import MintCore
import MintDatabase
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct CredentialLockTests {
    @Test func `the lock in memory keeps the promises of the port`() async throws {
        let lock = InProcessLock()
        try await checkCredentialLock(lock, lock)
    }

    @Test func `flock keeps the promises of the port, in one lock and across two`() async throws {
        let folder = try TemporaryFolder()
        let lock = FileCredentialLock(folder: folder.state)
        try await checkCredentialLock(lock, lock)
        try await checkCredentialLock(lock, FileCredentialLock(folder: folder.state))
    }
}

/// LC-7 between processes; the other one is `flock(1)` of util-linux.
@Suite(.timeLimit(.minutes(2))) struct FileCredentialLockTests {
    let folder: TemporaryFolder
    let lock: FileCredentialLock
    let key = LockKey.practice("1")

    init() throws {
        folder = try TemporaryFolder()
        lock = FileCredentialLock(folder: folder.state)
    }

    private var file: String { "\(folder.state.path)/locks/\(key.digest).lock" }

    /// Runs a shell command and gives its exit status and output.
    private func shell(_ command: String) throws -> (status: Int32, output: String) {
        let pipe = try #require(popen(command, "r"))
        var output = ""
        while let line = readLine(from: pipe) { output += line }
        return (pclose(pipe) >> 8, output)
    }

    private func readLine(from pipe: UnsafeMutablePointer<FILE>) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        guard fgets(&buffer, CInt(buffer.count), pipe) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    @Test func `another process cannot take what we hold, and can once we let go`() async throws {
        let lease = try await lock.acquire(key)
        try #expect(shell("flock --nonblock '\(file)' true").status == 1)
        lease.release()
        try #expect(shell("flock --nonblock '\(file)' true").status == 0)
    }

    @Test func `we wait for as long as another process lives, and no longer`() async throws {
        try await lock.acquire(key).release()  // makes the file
        let held = folder.path + "/held"
        try #require(mkfifo(held, 0o600) == 0)
        // The shell holds the lock until its input ends; opening the pipe waits until it has it.
        let holder = try #require(popen("flock '\(file)' sh -c 'echo held > \(held); cat > /dev/null'", "w"))
        let pipe = try #require(fopen(held, "r"))
        #expect(readLine(from: pipe) == "held\n")
        fclose(pipe)
        try #expect(lock.acquireNow(key) == nil)
        let cancelled = Task { try await lock.acquire(key) }
        let waiting = (0..<10).map { _ in Task { try await lock.acquire(key).release() } }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        try #expect(lock.acquireNow(key) == nil)
        pclose(holder)
        for task in waiting { try await task.value }
        try #expect(shell("flock --nonblock '\(file)' true").status == 0)
    }

    @Test func `a child that we start does not inherit the lock`() async throws {
        let lease = try await lock.acquire(key)
        try #expect(!shell("ls -l /proc/self/fd/").output.contains(".lock"))
        lease.release()
    }

    @Test func `a counter that processes and tasks raise in turns loses nothing`() async throws {
        let counter = folder.path + "/counter"
        try Data("0".utf8).write(to: URL(fileURLWithPath: counter))
        try await lock.acquire(key).release()
        let step = "n=$(cat \(counter)); echo $((n + 1)) > \(counter)"
        // xargs and not a shell's `wait`: that hangs where the thread that starts it blocks SIGCHLD, as Dispatch's do.
        let others = try #require(popen("seq 10 | xargs -P 10 -I_ flock '\(file)' sh -c '\(step)'", "w"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<30 {
                group.addTask {
                    let lease = try await lock.acquire(key)
                    let text = try String(contentsOfFile: counter, encoding: .utf8)
                    let count = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1000
                    try Data("\(count + 1)\n".utf8).write(to: URL(fileURLWithPath: counter))
                    lease.release()
                }
            }
            try await group.waitForAll()
        }
        pclose(others)
        try #expect(String(contentsOfFile: counter, encoding: .utf8) == "40\n")
    }

    @Test func `the file is private, stays, and a cleared folder does no harm`() async throws {
        let lease = try await lock.acquire(key)
        try #expect(folder.mode(of: file) == 0o600)
        try #expect(folder.mode(of: folder.state.path + "/locks") == 0o700)
        try FileManager.default.removeItem(atPath: folder.state.path + "/locks")
        // Whoever comes now finds a new file; the old lease is for nothing, but nobody is stuck.
        let next = try #require(try lock.acquireNow(key))
        lease.release()
        try #expect(lock.acquireNow(key) == nil)
        next.release()
        #expect(FileManager.default.fileExists(atPath: file))
    }

    @Test(arguments: [
        "", "../../etc/passwd", String(repeating: "A", count: 64), String(repeating: "a", count: 63) + "/",
    ])
    func `only a digest can name a file`(digest: String) async throws {
        await #expect(throws: StateError.self) { _ = try await lock.acquire(LockKey(digest: digest)) }
        #expect(throws: StateError.self) { _ = try lock.acquireNow(LockKey(digest: digest)) }
    }

    @Test func `a lock file that is open to others, a link, or a folder is refused`() async throws {
        try await lock.acquire(key).release()
        try folder.mode(0o640, of: file)
        await #expect(throws: StateError.self) { _ = try await lock.acquire(key) }
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: folder.path + "/target")
        #expect(throws: StateError.permissions(path: file, reason: "it is a symbolic link")) {
            _ = try lock.acquireNow(key)
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/target"))
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
        #expect(throws: StateError.self) { _ = try lock.acquireNow(key) }
    }
}
