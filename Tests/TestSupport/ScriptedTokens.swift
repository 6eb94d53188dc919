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

    public func token() async throws -> AccessToken? {
        state.withLock { state in
            state.asked += 1
            return state.tokens.first.map { AccessToken(Secret($0)) }
        }
    }

    public func replacement(of rejected: AccessToken?, challenges: [String]) async throws -> AccessToken {
        guard let rejected else { throw TokenServiceError.noCredential("The connection") }
        return try state.withLock { state in
            state.replacements.append((rejected.value.withText { $0 } ?? "", challenges))
            guard state.tokens.count > 1 else { throw Exhausted() }
            state.tokens.removeFirst()
            return AccessToken(Secret(state.tokens[0]))
        }
    }
}
