import MintCore

extension CommandContext {
    /// An error in words; the way forward from a store that is not ready names this host's own commands (A13).
    func failure(_ error: any Error) -> Failure {
        var failure = Failure(error)
        if case .unavailable(let store, let state) = error as? KeyringError {
            failure.hint = state.wayForward(in: store, on: keyringHost())
        }
        return failure
    }
}
