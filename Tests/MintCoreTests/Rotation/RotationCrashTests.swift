import MintCore
import Synchronization
import TestSupport
import Testing

/// The process ends at every single write that a rotation makes, and after it: the profile gets a token at once, going on
/// finishes, and no credential that was received is lost.
@Suite struct RotationCrashTests {
    enum Kind: String, CaseIterable, Sendable {
        case given, registration, lastingRegistration, registrationWithOverlap, command, key, registeredKey
    }

    @Test(arguments: Kind.allCases, [false, true])
    func `a process that ends at any write loses nothing`(kind: Kind, after: Bool) async throws {
        var deaths = 0
        for number in 1...60 {
            let doom = Doom(atWrite: number, after: after)
            let bench = RotationBench()
            let id = try await bench.seed()
            try await prepare(bench, kind)
            let doomed = bench.parts(
                profiles: DoomedProfiles(bench.memory, doom), journal: DoomedJournal(bench.memory, doom),
                keyring: DoomedKeyring(bench.keyring, doom), locks: InProcessLock())
            let error = await failure { try await rotate(kind, id, doomed, bench) }
            guard doom.hasStruck else {
                #expect(error == nil, "\(kind) untouched: \(String(describing: error))")
                break
            }
            deaths += 1
            try await checkSurvival(id, bench, kind, "\(kind) ended \(after ? "after" : "at") write \(number)")
        }
        #expect(deaths > 8, "every write was met: \(deaths)")
    }

    private func prepare(_ bench: RotationBench, _ kind: Kind) async throws {
        bench.server.change { state in
            if kind == .given { state.secrets.insert("secret-2") }
            if kind == .registrationWithOverlap { state.overlaps = true }
            if kind == .lastingRegistration { state.rotatesToken = false }
            if kind == .key || kind == .registeredKey { state.rotatesSecret = false }
        }
    }

    private func offer(_ kind: Kind) throws -> RotationOffer {
        switch kind {
        case .given: RotationOffer(.given(.secret(Secret("secret-2"))), overlap: .unknown)
        case .registration, .lastingRegistration: RotationOffer(.registration, overlap: .unknown)
        case .registrationWithOverlap: RotationOffer(.registration, overlap: .lasting(60))
        case .command: RotationOffer(.command(["make"]), overlap: .unknown)
        case .key: RotationOffer(.made(try SigningKey.generate(.es256)), publication: .file("/jwks"), cacheTime: 1)
        case .registeredKey: RotationOffer(.made(try SigningKey.generate(.es256)), publication: .registration)
        }
    }

    private func rotate(_ kind: Kind, _ id: ProfileID, _ parts: RotationBench.Parts, _ bench: RotationBench)
        async throws
    {
        _ = try await parts.rotation.begin(try offer(kind), of: id)
        _ = try await parts.rotation.goOn(id)
        close(bench, kind)
        _ = try await parts.rotation.goOn(id, .init(wish: .retire))
    }

    /// The overlap is over: the server forgets the old secret.
    private func close(_ bench: RotationBench, _ kind: Kind) {
        bench.server.change { state in
            switch kind {
            case .given, .registration, .lastingRegistration, .registrationWithOverlap: state.secrets.remove("secret-1")
            case .command: state.secrets = state.secrets.filter { $0.hasPrefix("made-") }
            case .key, .registeredKey: state.secrets = []
            }
        }
    }

    private func checkSurvival(_ id: ProfileID, _ bench: RotationBench, _ kind: Kind, _ words: String) async throws {
        let parts = bench.parts(locks: InProcessLock())
        let seen = try await bench.record(id)
        // Where the server changed the only secret and the registration token, and its answer was never kept, the journal
        // says so.
        let isSent = seen.rotation?.state == .sent && (kind == .registration || kind == .registrationWithOverlap)
        let isUnread = kind == .registration && isSent
        let token = await failure { _ = try await parts.tokens.token(of: id, TokenService.Need(isForced: true)) }
        #expect(token == nil || isUnread, "\(words): no token: \(token.map { Failure($0).headline } ?? "")")

        if try await bench.record(id).rotation != nil {
            let error = await failure {
                _ = try await parts.rotation.goOn(id, RotationService.Course(mayRepeat: true))
            }
            switch error as? RotationError {
            case nil where error != nil: Issue.record("\(words): \(error.map { Failure($0).headline } ?? "")")
            case nil: break
            case .neverKept?: break
            // Its answer took the registration token along: the loss is named, and nothing else is lost.
            case .lost? where isSent: return
            default: Issue.record("\(words): \(error.map { Failure($0).headline } ?? "")")
            }
        }
        let newest = await failure { _ = try await parts.tokens.token(of: id, TokenService.Need(isForced: true)) }
        #expect(newest == nil, "\(words): no token at the end")
        let record = try await bench.record(id)
        // What the server made is what the profile, or the rotation, has.
        if [.registration, .lastingRegistration, .registrationWithOverlap].contains(kind) {
            let made = bench.server.state.withLock { $0.count > 1 ? "secret-\($0.count)" : "secret-1" }
            try #expect(await bench.secret(of: id) == made, "\(words)")
        }
        #expect(record.rotation == nil || record.rotation?.state == .overlapping, "\(words)")
        try #expect(await bench.strays().isEmpty, "\(words)")
        for key in record.items where !record.tentativeItems.contains(key) {
            let secret = try await bench.keyring.secret(at: key, bound: record.profile.binding)
            #expect(secret != nil, "\(words): \(key.kind) \(key.generation) is gone")
        }
    }

    private func failure(_ body: () async throws -> Void) async -> (any Error)? {
        do {
            try await body()
            return nil
        } catch {
            return error
        }
    }
}
