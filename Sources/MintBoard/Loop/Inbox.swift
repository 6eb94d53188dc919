import Synchronization

/// Messages on their way to the loop, in order; many that arrive together are taken together.
final class Inbox: Sendable {
    /// Yields when there is something to take. One reader.
    let arrivals: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation
    private let waiting = Mutex<[Message]>([])

    init() { (arrivals, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func send(_ message: Message) {
        waiting.withLock { $0.append(message) }
        bell.yield()
    }

    func take() -> [Message] {
        waiting.withLock { messages in
            defer { messages = [] }
            return messages
        }
    }
}
