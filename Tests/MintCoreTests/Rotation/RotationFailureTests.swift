import MintCore
import Synchronization
import TestSupport
import Testing

/// Each step of each kind of rotation × what can go wrong at it, while the program lives on: what is in use stays in use, the
/// message says why, and once it is mended the rotation goes on to its end.
@Suite struct RotationFailureTests {
    enum Kind: String, CaseIterable, Sendable { case given, registration, command, key, registeredKey }

    enum Trouble: String, CaseIterable, Sendable {
        case storeLocked, storeFull, databaseFull

        var keyring: KeyringError? {
            switch self {
            case .storeLocked: .unavailable(.vault, .locked)
            case .storeFull: .failed(.vault, .store, reason: "No space left on device")
            case .databaseFull: nil
            }
        }
    }

    @Test(arguments: Kind.allCases, Trouble.allCases)
    func `stores that stop at any write hold a rotation up, and nothing else`(kind: Kind, trouble: Trouble) async throws
    {
        var strikes = 0
        for number in 1...60 {
            let doom = Doom(atWrite: number, after: false)
            let bench = RotationBench()
            let id = try await bench.seed()
            prepare(bench, kind)
            let full = StateError.diskFull(path: "state.sqlite")
            let parts =
                if let error = trouble.keyring {
                    bench.parts(keyring: DoomedKeyring(bench.keyring, doom, error))
                } else {
                    bench.parts(
                        profiles: DoomedProfiles(bench.memory, doom, full),
                        journal: DoomedJournal(bench.memory, doom, full))
                }
            let words = "\(kind), \(trouble) at write \(number)"
            let error = await failure { try await whole(kind, id, parts, bench) }
            guard doom.hasStruck else { break }
            strikes += 1
            // Tidying up is tried again by whoever comes next: only what matters fails.
            if let error { expectWords(error, words) }
            try await expectUntouched(id, bench, words)
            doom.mend()
            try await finish(kind, id, parts, bench, words)
        }
        #expect(strikes > 2, "\(kind), \(trouble): every write was met: \(strikes)")
    }

    @Test(arguments: Kind.allCases, [CheckingServer.Fault.status(500), .status(503), .status(429), .unreachable])
    func `a server that fails from any request on holds a rotation up, and nothing else`(
        kind: Kind, fault: CheckingServer.Fault
    ) async throws {
        var strikes = 0
        for number in 1...20 {
            let left = Mutex<Int?>(number)
            let bench = RotationBench(
                CheckingServer { _, _ in
                    left.withLock { left in
                        guard let requests = left else { return nil }
                        left = max(requests - 1, 0)
                        return requests <= 1 ? fault : nil
                    }
                })
            let id = try await bench.seed(), parts = bench.parts()
            prepare(bench, kind)
            let words = "\(kind), \(fault) from request \(number) on"
            let error = await failure { try await whole(kind, id, parts, bench) }
            let hasStruck = left.withLock { $0 == 0 }
            guard hasStruck else { break }
            strikes += 1
            if let error { expectWords(error, words) }
            try await expectUntouched(id, bench, words)
            left.withLock { $0 = nil }
            try await finish(kind, id, parts, bench, words)
        }
        #expect(strikes > 1, "\(kind): every request was met: \(strikes)")
    }

    // MARK: - Clocks

    @Test(arguments: [-7 * 3600, 7 * 3600], [true, false])
    func `a clock that is hours off`(ahead: Int, tellsTime: Bool) async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        let first = try SigningKey.generate(.es256), second = try SigningKey.generate(.es256)
        _ = try await parts.rotation.begin(RotationOffer(.made(first), overlap: .none), of: id)
        bench.server.change { ($0.keyIDs, $0.secrets) = ([first.thumbprint, second.thumbprint], []) }
        #expect(try await parts.rotation.goOn(id).rotation == nil)

        let now = bench.now
        bench.server.change { state in
            state.time = { now() + ahead }
            state.tellsTime = tellsTime
        }
        _ = try await parts.rotation.begin(RotationOffer(.made(second), overlap: .unknown), of: id)
        if tellsTime {
            // It is signed once more by the server's time.
            #expect(try await parts.rotation.goOn(id).rotation?.state == .overlapping)
        } else {
            let error = try #require(await failure { _ = try await parts.rotation.goOn(id) })
            expectWords(error, "a clock that is off")
            let record = try await bench.record(id)
            #expect(record.rotation?.state == .staged && record.credential?.keyID == first.thumbprint)
            bench.server.change { $0.time = { now() } }
            #expect(try await parts.rotation.goOn(id).rotation?.state == .overlapping)
        }
        // A wrong clock is no proof that the old key is refused.
        bench.server.change { ($0.time, $0.tellsTime) = ({ now() + ahead }, false) }
        if !tellsTime {
            let error = await failure { _ = try await parts.rotation.goOn(id, .init(wish: .retire)) }
            #expect(error is TokenEndpointError, "\(String(describing: error))")
            #expect(try await bench.record(id).rotation?.previous?.keyID == first.thumbprint)
        }
        bench.server.change { $0.time = { now() } }
        await #expect(throws: RotationError.stillAccepted("billing", host: "as.example")) {
            try await parts.rotation.goOn(id, .init(wish: .retire))
        }
        bench.server.change { $0.keyIDs = [second.thumbprint] }
        #expect(try await parts.rotation.goOn(id, .init(wish: .retire)).rotation == nil)
    }

    // MARK: - What is done and what must hold

    private func prepare(_ bench: RotationBench, _ kind: Kind) {
        bench.server.change { state in
            if kind == .given { state.secrets.insert("secret-2") }
            // A read tells what an answer that was not kept told.
            state.rotatesToken = false
            if kind == .key || kind == .registeredKey { state.rotatesSecret = false }
        }
    }

    private func begin(_ kind: Kind, _ id: ProfileID, _ parts: RotationBench.Parts) async throws {
        let offer: RotationOffer =
            switch kind {
            case .given: RotationOffer(.given(.secret(Secret("secret-2"))))
            case .registration: RotationOffer(.registration)
            case .command: RotationOffer(.command(["make"]))
            case .key: RotationOffer(.made(try SigningKey.generate(.es256)), publication: .file("/jwks"), cacheTime: 1)
            case .registeredKey: RotationOffer(.made(try SigningKey.generate(.es256)), publication: .registration)
            }
        _ = try await parts.rotation.begin(offer, of: id)
    }

    private func whole(_ kind: Kind, _ id: ProfileID, _ parts: RotationBench.Parts, _ bench: RotationBench) async throws
    {
        try await begin(kind, id, parts)
        _ = try await parts.rotation.goOn(id)
        close(bench, kind)
        _ = try await parts.rotation.goOn(id, .init(wish: .retire))
    }

    /// The overlap is over.
    private func close(_ bench: RotationBench, _ kind: Kind) {
        bench.server.change { state in
            switch kind {
            case .given, .registration: state.secrets.remove("secret-1")
            case .command: state.secrets = state.secrets.filter { $0.hasPrefix("made-") }
            case .key, .registeredKey: state.secrets = []
            }
        }
    }

    /// The error says something, and it is no riddle.
    private func expectWords(_ error: any Error, _ words: String) {
        let said = Failure(error)
        #expect(!said.headline.isEmpty && error is any UserFacingError, "\(words): \(error)")
    }

    private func expectUntouched(_ id: ProfileID, _ bench: RotationBench, _ words: String) async throws {
        let record = try await bench.record(id)
        if let state = record.rotation?.state, [.proposed, .sent, .staged, .verified].contains(state) {
            #expect(record.credential?.generation == 1, "\(words): \(state)")
            try #expect(await bench.secret(of: id) == "secret-1", "\(words): \(state)")
        }
    }

    private func finish(
        _ kind: Kind, _ id: ProfileID, _ parts: RotationBench.Parts, _ bench: RotationBench, _ words: String
    ) async throws {
        let token = await failure { _ = try await parts.tokens.token(of: id, TokenService.Need(isForced: true)) }
        #expect(token == nil, "\(words): no token: \(token.map { Failure($0).headline } ?? "")")
        var error: (any Error)?
        if try await bench.record(id).rotation != nil {
            error = await failure { _ = try await parts.rotation.goOn(id, .init(mayRepeat: true)) }
            if case .neverKept? = error as? RotationError { error = nil }
        }
        #expect(error == nil, "\(words): \(error.map { Failure($0).headline } ?? "")")
        guard try await bench.record(id).rotation != nil else { return }
        close(bench, kind)
        error = await failure { _ = try await parts.rotation.goOn(id, .init(wish: .retire)) }
        #expect(error == nil, "\(words): \(error.map { Failure($0).headline } ?? "")")
        let record = try await bench.record(id)
        #expect(record.rotation == nil, "\(words)")
        for key in record.items {
            let secret = try await bench.keyring.secret(at: key, bound: record.profile.binding)
            #expect(secret != nil, "\(words): \(key.kind) \(key.generation) is gone")
        }
        let last = await failure { _ = try await parts.tokens.token(of: id, TokenService.Need(isForced: true)) }
        #expect(last == nil, "\(words): no token at the end")
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
