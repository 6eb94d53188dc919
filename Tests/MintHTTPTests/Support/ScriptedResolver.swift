import MintHTTP
import Synchronization

/// A resolver that says what a test tells it to: its answers in turn, the last one again and again.
final class ScriptedResolver: Sendable {
    private let state: Mutex<(answers: [[String]], asked: [String])>

    init(_ answers: [String]...) { state = Mutex((answers, [])) }

    /// The hosts that were asked for.
    var asked: [String] { state.withLock { $0.asked } }

    var resolve: NameResolver {
        { host in
            self.state.withLock { state in
                state.asked.append(host)
                return state.answers.count > 1 ? state.answers.removeFirst() : state.answers.first ?? []
            }
        }
    }
}
