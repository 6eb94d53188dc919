import MintCore
import Synchronization

/// Somebody who gives these passphrases, one after the other, and remembers how often that was.
final class Attendant: Sendable {
    private let answers: Mutex<[String?]>
    private let attempts = Mutex<[Int]>([])

    init(_ answers: String?...) { self.answers = Mutex(answers) }

    /// The attempts' numbers, in order.
    var asked: [Int] { attempts.withLock { $0 } }

    var attendant: StoreAttendant {
        StoreAttendant(
            passphrase: { attempt in
                self.attempts.withLock { $0.append(attempt) }
                let answer = self.answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                return answer.map { Secret($0) }
            }, allowsPrompts: { false }, isWaiting: { _, _ in })
    }
}
