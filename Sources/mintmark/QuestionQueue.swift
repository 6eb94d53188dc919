import Synchronization

/// Questions on one terminal, one at a time: whoever comes second waits for the first to be answered.
final class QuestionQueue: Sendable {
    private struct Question {
        let bell: Bell
        let isDialogue: Bool
        let turn: CheckedContinuation<Bool, Never>?
    }

    private struct State {
        var asked: Question?
        var waiting: [Question] = []
    }

    private let state = Mutex(State())

    /// Whether a dialogue asks, or is about to: what is typed next belongs to it.
    var hasDialogue: Bool {
        state.withLock { $0.asked?.isDialogue == true || $0.waiting.contains(where: \.isDialogue) }
    }

    /// Waits until nobody else asks.
    ///
    /// - Returns: False where the task was cancelled meanwhile: then there is nothing to end.
    func begin(_ bell: Bell, isDialogue: Bool) async -> Bool {
        await withCheckedContinuation { turn in
            let isSettled: Bool? = state.withLock { state in
                // Whoever cancels rings first and then takes the question out: it must not come in behind that.
                if Task.isCancelled { return false }
                if state.asked == nil {
                    state.asked = Question(bell: bell, isDialogue: isDialogue, turn: nil)
                    return true
                }
                state.waiting.append(Question(bell: bell, isDialogue: isDialogue, turn: turn))
                return nil
            }
            if let isSettled { turn.resume(returning: isSettled) }
        }
    }

    /// The question that is asked has its answer: the next one is put.
    func end() {
        let next = state.withLock { state in
            state.asked = state.waiting.isEmpty ? nil : state.waiting.removeFirst()
            return state.asked
        }
        next?.turn?.resume(returning: true)
    }

    /// Takes a question back, whether it is asked or waits.
    func takeBack(_ bell: Bell) {
        bell.ring()
        let left = state.withLock { state in
            state.waiting.firstIndex { $0.bell === bell }.map { state.waiting.remove(at: $0) }
        }
        left?.turn?.resume(returning: false)
    }

    /// Takes the question back that is being asked.
    ///
    /// - Returns: Whether there was one.
    func interrupt() -> Bool {
        state.withLock { state in
            state.asked?.bell.ring()
            return state.asked != nil
        }
    }
}
