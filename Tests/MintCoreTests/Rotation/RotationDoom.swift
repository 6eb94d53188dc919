import MintCore
import TestSupport

/// The journal of a process that ends at a write.
struct DoomedJournal: RotationJournal {
    let inner: InMemoryProfileStore
    let doom: Doom
    private let end: StateError

    init(_ inner: InMemoryProfileStore, _ doom: Doom, _ end: StateError = .busy(path: "the process is gone")) {
        (self.inner, self.doom, self.end) = (inner, doom, end)
    }

    func write(_ entry: RotationEntry, of profile: ProfileID) async throws(StateError) -> Bool {
        try await doom.write(end) { () throws(StateError) in try await inner.write(entry, of: profile) }
    }

    func keep(_ registration: RegistrationRecord, of profile: ProfileID) async throws(StateError) {
        try await doom.write(end) { () throws(StateError) in try await inner.keep(registration, of: profile) }
    }
}
