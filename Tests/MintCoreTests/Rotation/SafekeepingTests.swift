import MintCore
import Synchronization
import TestSupport
import Testing

/// How long a store that refuses what was received is tried again.
@Suite struct SafekeepingTests {
    /// Profiles whose tokens are never committed.
    private struct RefusingProfiles: WrappedProfileStore {
        let inner: InMemoryProfileStore
        let error: StateError
        let commits: CommitCount

        final class CommitCount: Sendable { let value = Mutex(0) }

        func commitToken(
            _ token: TokenRecord, refresh: RefreshRecord?, for profile: ProfileID, contact: ContactRecord
        ) async throws(StateError) {
            commits.value.withLock { $0 += 1 }
            throw error
        }
    }

    @Test(
        arguments: [
            (.failed(.vault, .store, reason: "No space left on device"), 59), (.unavailable(.vault, .locked), 59),
            (.bindingMismatch("a file"), 0), (.damaged("a file"), 0),
        ] as [(KeyringError, Int)])
    func `only what somebody can mend is waited for`(error: KeyringError, waits: Int) async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), keyring = ChoosyKeyring(bench.keyring, error)
        let parts = bench.parts(
            keyring: keyring,
            run: { _, _ in
                keyring.refuse([.clientSecret])
                return Secret("made-1")
            })
        _ = try await parts.rotation.begin(RotationOffer(.command(["make"])), of: id)
        let count = bench.countWaits()
        await #expect(throws: error) { try await parts.rotation.goOn(id) }
        #expect(count() == waits)
    }

    @Test(
        arguments: [
            (.diskFull(path: "state.sqlite"), 60), (.noSuchProfile("ann"), 1),
            (.readOnly(path: "state.sqlite", reason: "it is"), 1),
        ] as [(StateError, Int)])
    func `a person's token is not kept again and again where no row can take it`(error: StateError, tries: Int)
        async throws
    {
        let bench = RotationBench()
        let id = try await bench.seedPerson(.deviceCode), commits = RefusingProfiles.CommitCount()
        let parts = bench.parts(profiles: RefusingProfiles(inner: bench.memory, error: error, commits: commits))
        bench.server.change { $0.secrets.insert("secret-2") }
        _ = try await parts.rotation.begin(RotationOffer(.given(.secret(Secret("secret-2")))), of: id)
        let failure = try await #require(throws: Failure.self) { try await parts.rotation.goOn(id) }
        #expect(failure.headline.contains("The new token could not be kept"))
        #expect(commits.value.withLock { $0 } == tries)
    }

    @Test func `whoever wants a token does not wait for a store as long as an operator does`() async throws {
        let kept = Mutex<ChoosyKeyring?>(nil)
        let bench = RotationBench(
            CheckingServer { name, number in
                if name == "read" { kept.withLock { $0 }?.refuse([.registrationToken]) }
                return name == "update" && number == 1 ? .lostAnswer : nil
            })
        let id = try await bench.seed(), keyring = ChoosyKeyring(bench.keyring)
        kept.withLock { $0 = keyring }
        let parts = bench.parts(keyring: keyring)
        bench.server.change { $0.rotatesToken = false }
        _ = try await parts.rotation.begin(RotationOffer(.registration), of: id)
        await #expect(throws: TransportError.self) { try await parts.rotation.goOn(id) }
        let count = bench.countWaits()
        let error = try await #require(throws: Failure.self) {
            try await parts.tokens.token(of: id, TokenService.Need(isForced: true))
        }
        #expect(count() == 5)
        #expect(error.hint?.contains("No space left on device") == true, "\(error.hint ?? "")")
    }

    @Test(arguments: [
        SecretSourceError.commandFailed(.command(["make"]), status: 1), .unreadable(.command(["make"]), reason: "no"),
    ])
    func `a command that failed is journalled once`(error: SecretSourceError) async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts { _, _ in throw error }
        _ = try await parts.rotation.begin(RotationOffer(.command(["make"])), of: id)
        let before = try #require(try await bench.record(id).rotation).revision
        let failure = RotationError.commandFailed("billing", reason: error.headline)
        await #expect(throws: failure) { try await parts.rotation.goOn(id) }
        let rotation = try #require(try await bench.record(id).rotation)
        #expect(rotation.state == .proposed && rotation.failure?.headline == failure.headline)
        // Begun, asked, not obtained.
        #expect(rotation.revision == before + 3)
    }
}
