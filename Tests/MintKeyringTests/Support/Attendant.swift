import MintCore
import Synchronization

/// Somebody who gives these passphrases, one after the other, and remembers how often that was.
final class Attendant: Sendable {
    private let answers: Mutex<[PassphraseAnswer]>
    private let attempts = Mutex<[Int]>([])

    convenience init(_ answers: String?...) { self.init(answers.map { $0.map { .given(Secret($0)) } ?? .refused }) }

    init(_ answers: [PassphraseAnswer]) { self.answers = Mutex(answers) }

    /// The attempts' numbers, in order.
    var asked: [Int] { attempts.withLock { $0 } }

    var attendant: StoreAttendant {
        StoreAttendant(
            passphrase: { attempt in
                self.attempts.withLock { $0.append(attempt) }
                return self.answers.withLock { $0.isEmpty ? .refused : $0.removeFirst() }
            }, allowsPrompts: { false }, isWaiting: { _, _ in })
    }
}
