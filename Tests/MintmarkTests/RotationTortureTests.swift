import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `kill -9` of the real binary at random instants of rotations of each kind, against a sandbox that checks the secrets.
@Suite struct RotationTortureTests {
    enum Kind: String, CaseIterable, Sendable { case given, command, registration, registrationWithoutOverlap, key }

    @Test(arguments: Kind.allCases)
    func `killed at any moment the profile gets its token, and going on finishes`(kind: Kind) async throws {
        let rounds = max(Torture.rounds(of: 1000) / Kind.allCases.count, 1)
        try await PracticeServers.with(tokenLifetime: 86_400) { practice in
            let victim = try await Victim(kind, practice)
            var random = SplitMix(seed: Torture.seed ^ UInt64(kind.rawValue.utf8.reduce(7) { $0 &* 31 &+ Int($1) }))
            // One whole rotation says how long one takes here.
            let start = ContinuousClock.now
            try await victim.begin().finish("untouched")
            let whole = max(Int(start.duration(to: .now) / .milliseconds(1)), 50)
            try await victim.end("untouched", &random)
            for round in 0..<rounds {
                let words = "\(kind), round \(round) of seed \(Torture.seed)"
                let run = try await victim.begin()
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...whole, using: &random)))
                run.kill()
                await run.over()
                try await victim.checkToken(words)
                try await victim.resume(words)
                try await victim.end(words, &random)
            }
        }
    }

    @Test func `clients that take tokens throughout many rotations see not one fail`() async throws {
        let (clients, rotations) = (Torture.rounds(of: 100) == 100 ? 50 : 5, Torture.rounds(of: 100))
        try await PracticeServers.with(tokenLifetime: 86_400) { practice in
            let name = try await practice.fill(1)[0], maker = try practice.secretMaker(), program = practice.program
            let failures = try await withThrowingTaskGroup(of: [String].self) { group in
                let isOver = Flag()
                for _ in 0..<clients {
                    group.addTask {
                        var failures: [String] = []
                        while !isOver.isSet {
                            let taken = try await program.run("token", name, "--force-new")
                            if taken.code != 0 { failures.append(taken.err) }
                        }
                        return failures
                    }
                }
                for number in 0..<rotations {
                    let run = try await program.run("rotate", name, "--command", maker, "--yes", "--overlap", "1h")
                    #expect(run.code == 0, "rotation \(number): \(run.err)")
                    let end = try await program.run("rotate", name, "--abandon", "--yes")
                    #expect(end.code == 0, "rotation \(number): \(end.err)")
                }
                isOver.set()
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }
            #expect(failures.isEmpty, "\(failures.first ?? "")")
        }
    }
}

/// Said once to many.
private final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var value = false
    var isSet: Bool { lock.withLock { value } }
    func set() { lock.withLock { value = true } }
}

/// One profile whose credential is rotated again and again.
private struct Victim {
    typealias Kind = RotationTortureTests.Kind

    struct Run {
        let live: LiveRun
        func kill() { live.signal(SIGKILL) }
        func over() async { _ = await live.outcome() }
        func finish(_ words: String) async throws {
            let outcome = await live.outcome()
            #expect(outcome.code == 0, "\(words): \(outcome.out) \(outcome.err)")
        }
    }

    let kind: Kind
    let practice: PracticeServers
    let name: String
    private let maker: String
    private let publisher: String
    private static let jwks = "https://keys.example/jwks.json"

    private var program: Program { practice.program }

    init(_ kind: Kind, _ practice: PracticeServers) async throws {
        (self.kind, self.practice) = (kind, practice)
        maker = try practice.secretMaker()
        publisher = try practice.publisher(of: Self.jwks)
        switch kind {
        case .given, .command: name = try await practice.fill(1)[0]
        case .registration, .registrationWithoutOverlap:
            name = "registered"
            let client = try await practice.register(name)
            try await practice.control(
                "registration", ["rotate_secret": true, "keep_secrets": kind == .registration ? 1 : 0])
            let first = try await practice.program.run(["rotate", name, "--register", "--yes"] + client.flags)
            try #require(first.code == 0, "\(first.err)")
            try #require(try await practice.program.run("rotate", name, "--abandon", "--yes").code == 0)
        case .key:
            name = "ledger-audit"
            try await practice.login(name)
            let set = try await practice.publishedSet(of: name)
            try await practice.control("client-document", ["url": .string(Self.jwks), "document": set])
            try await practice.control(
                "client", ["client_id": .string(name), "jwks_uri": .string(Self.jwks), "jwks_cache": 0])
        }
    }

    private var arguments: [String] {
        let source: [String] =
            switch kind {
            case .given: ["--secret-file", "\(program.home)-secrets/\(name)"]
            case .command: ["--command", maker]
            case .registration, .registrationWithoutOverlap: ["--register"]
            case .key: ["--generate-key", "ES256", "--jwks-command", publisher, "--jwks-cache", "10s"]
            }
        return ["rotate", name, "--yes", "--overlap", "1h"] + source
    }

    func begin() async throws -> Run {
        if kind == .given {
            let made = try await Shell.run("printf '{\"client_id\":\"\(name)\"}' | \(maker) >/dev/null")
            try #require(made.code == 0, "\(made.out)")
        }
        return Run(live: try LiveRun(program, arguments, input: ""))
    }

    func checkToken(_ words: String) async throws {
        // Also where the server changed the only secret and its answer was never kept: it is read again.
        let taken = try await program.run("token", name, "--force-new")
        if taken.code == 0 { return }
        let status = try await program.run("rotate", name, "--status")
        Issue.record("\(words): no token: \(taken.err) \(status.out)")
    }

    /// Goes on; where nothing was kept yet, the same rotation is begun anew.
    func resume(_ words: String) async throws {
        var last = try await program.run("rotate", name, "--resume", "--yes")
        if last.code != 0 {
            let status = try await program.run("rotate", name, "--status", "--json")
            if status.json["state"] is NSNull { last = try await program.run(arguments) }
        }
        #expect(last.code == 0, "\(words): \(last.out) \(last.err)")
        let after = try await program.run("rotate", name, "--status", "--json")
        #expect(after.json["state"] as? String == "overlapping", "\(words): \(after.out)")
        try await checkFresh(words)
    }

    private func checkFresh(_ words: String) async throws {
        let fresh = try await program.run("token", name, "--force-new")
        #expect(fresh.code == 0, "\(words): \(fresh.err)")
    }

    /// Forgets the old one, goes back and forth, or retires it where the server has dropped it.
    func end(_ words: String, _ random: inout SplitMix) async throws {
        if kind == .registrationWithoutOverlap {
            let retired = try await program.run("rotate", name, "--retire")
            #expect(retired.code == 0, "\(words): \(retired.err)")
        } else {
            if Int.random(in: 0..<4, using: &random) == 0 {
                let back = try await program.run("rotate", name, "--rollback", "--yes")
                #expect(back.code == 0, "\(words): \(back.err)")
                let on = try await program.run("rotate", name, "--resume", "--yes")
                #expect(on.code == 0, "\(words): \(on.err)")
            }
            let given = try await program.run("rotate", name, "--abandon", "--yes")
            #expect(given.code == 0, "\(words): \(given.err)")
        }
        try await checkFresh(words)
    }
}
