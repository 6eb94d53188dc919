import Glibc
import MintCore
import MintKeyring

/// Two writers and one who changes the data key, killed one after the other.
final class Torture {
    struct Report {
        var kills = 0, writes = 0, rotations = 0, violations = 0

        var words: String {
            "\(kills) kills, \(writes) writes and \(rotations) rotations that were finished, \(violations) violations"
        }
    }

    /// What one item may hold.
    private struct Expected {
        var done: Int?
        /// Begun since; any of them may be there.
        var begun: Set<Int> = []
    }

    private let program: String
    private let folder: String
    private var dice: Dice
    private var report = Report()
    private var expected: [String: [Int: Expected]] = [:]
    private var everShared: Set<String> = []

    init(program: String, seed: UInt64) throws {
        self.program = program
        dice = Dice(state: seed)
        var template = Array("/tmp/vault-torture-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Process.NotStarted(code: errno) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func run(kills: Int) async throws -> Report {
        var workers: [Process] = []
        for name in ["one", "two", "rotator"] { workers.append(try start(name)) }
        while report.kills < kills, report.violations < 5 {
            // Long enough to come to work, most of the time; then at any instant of it.
            usleep(UInt32.random(in: 0..<40_000, using: &dice))
            let index = Int.random(in: 0..<workers.count, using: &dice)
            let victim = workers[index]
            let said = victim.kill()
            report.kills += 1
            take(said, of: victim.name)
            if victim.name != "rotator" { try await check(victim.name) }
            workers[index] = try start(victim.name)
        }
        for worker in workers { take(worker.kill(), of: worker.name) }
        for name in ["one", "two"] { try await check(name) }
        try await checkTheRest()
        removeFolder()
        return report
    }

    private func start(_ name: String) throws -> Process {
        let arguments = name == "rotator" ? ["rotator", folder] : ["writer", name, folder]
        return try Process(program: program, name, arguments, scratch: folder)
    }

    private func take(_ said: [[Substring]], of name: String) {
        for words in said {
            switch words.first {
            case "rotated": report.rotations += 1
            case "failed": violation("\(name) said: \(words.joined(separator: " "))")
            case "begun" where words.count == 4, "done" where words.count == 4:
                guard let item = Int(words[2]), let round = Int(words[3]) else { continue }
                if words[1] == Worker.shared { everShared.insert("\(name) \(round)") }
                guard words[1] == name else { continue }
                if words[0] == "begun" {
                    expected[name, default: [:]][item, default: Expected()].begun.insert(round)
                } else {
                    expected[name, default: [:]][item] = Expected(done: round)
                    report.writes += 1
                }
            default: break
            }
        }
    }

    /// The items of a writer that does not run: the last that it finished, or what it had begun.
    private func check(_ name: String) async throws {
        let vault = Worker.vault(in: folder)
        for (item, wanted) in expected[name] ?? [:] {
            do throws(KeyringError) {
                let kept = try await vault.secret(at: Worker.key(name, item), bound: Worker.binding)
                let rounds = wanted.begun.union(wanted.done.map { [$0] } ?? [])
                let found = rounds.first { kept == Worker.secret(name, $0) }
                if let found {
                    expected[name]?[item] = Expected(done: found)
                } else if kept != nil || wanted.done != nil {
                    violation("item \(item) of \(name) is \(kept == nil ? "lost" : "neither the old nor the new")")
                }
            } catch {
                violation("item \(item) of \(name): \(error.headline)")
            }
        }
    }

    /// When nobody works any more: the shared item, and the vault as a whole.
    private func checkTheRest() async throws {
        let vault = Worker.vault(in: folder)
        do throws(KeyringError) {
            let shared = try await vault.secret(at: Worker.key(Worker.shared, 0), bound: Worker.binding)
            let isWhole = shared?.withText { Self.isWhole($0, among: everShared) }
            if isWhole != true, !everShared.isEmpty { violation("the shared item is none that was written") }
            try await vault.store(Secret("the end"), at: Worker.key("end", 0), bound: Worker.binding)
        } catch {
            violation(error.headline)
        }
        _ = try await vault.rotateKey { _, _ in }
        let rotation = try await vault.forgetOldKeys { _, _ in }
        let status = await vault.status()
        if !rotation.isFinished || status.keyIDs?.count != 1 { violation("the rotation is not finished") }
        if !status.isSound || status.leftovers > 0 { violation("the vault is not sound: \(status)") }
    }

    private static func isWhole(_ text: String, among written: Set<String>) -> Bool {
        let words = text.split(separator: " ")
        guard words.count > 2, let round = Int(words[1]) else { return false }
        return written.contains("\(words[0]) \(round)") && Worker.secret(String(words[0]), round) == Secret(text)
    }

    private func violation(_ words: String) {
        report.violations += 1
        say("VIOLATION after \(report.kills) kills: \(words)")
    }

    private func removeFolder() {
        guard report.violations == 0 else { return say("left for a look: \(folder)") }
        for part in ["vault", "conf", ""] {
            let path = folder + "/" + part
            guard let listing = opendir(path) else { continue }
            while let entry = readdir(listing) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                unlink(path + "/" + name)
            }
            closedir(listing)
            rmdir(path)
        }
    }
}

/// SplitMix64: the same on every machine.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
