import MintCore
import Synchronization

extension CommandContext {
    /// An error in words; the way forward from a store that is not ready names this host's own commands (A13).
    func failure(_ error: any Error) -> Failure {
        var failure = Failure(error, about: subject.profile)
        if case .unavailable(let store, let state) = error as? KeyringError {
            failure.hint = state.wayForward(in: store, on: keyringHost())
        }
        return failure
    }
}

/// The profile that a verb is about.
final class Subject: Sendable {
    private let known = Mutex<Profile?>(nil)

    var profile: Profile? { known.withLock { $0 } }
    func become(_ profile: Profile?) { known.withLock { $0 = profile } }
}
