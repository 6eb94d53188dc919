public import MintCore
import Synchronization

/// A token source that hands out a list of tokens, one after another as they are refused.
public final class ScriptedTokens: TokenSource {
    /// No further token can be had.
    public struct Exhausted: Error, Equatable {
        public init() {}
    }

    private struct State {
        var tokens: [String]
        var asked = 0
        var replacements: [(rejected: String, challenges: [String])] = []
    }

    private let state: Mutex<State>

    /// - Parameter tokens: Empty for a server used without a token.
    public init(_ tokens: String...) { state = Mutex(State(tokens: tokens)) }

    public var asked: Int { state.withLock { $0.asked } }
    public var replacements: [(rejected: String, challenges: [String])] { state.withLock { $0.replacements } }

    public func token() async throws -> Secret? {
        state.withLock { state in
            state.asked += 1
            return state.tokens.first.map { Secret($0) }
        }
    }

    public func replacement(of rejected: Secret, challenges: [String]) async throws -> Secret {
        try state.withLock { state in
            state.replacements.append((rejected.withText { $0 } ?? "", challenges))
            guard state.tokens.count > 1 else { throw Exhausted() }
            state.tokens.removeFirst()
            return Secret(state.tokens[0])
        }
    }
}
