/// The requests seen, oldest first: neither query, body, header nor token is kept.
struct RequestLog: Sendable {
    struct Entry: Sendable, Equatable {
        let path: String
        let method: String
        /// Seconds since the epoch on the sandbox's clock, when the request arrived.
        let at: Int
        /// `nil` while the answer is still being held back.
        var status: Int?
        var client: String?
    }

    /// Names an entry for as long as the log is not reset.
    struct Ticket: Sendable, Equatable {
        fileprivate let number: Int
    }

    /// The status of a request whose client hung up before it was answered; no answer was sent.
    static let clientGaveUp = 499

    private static let capacity = 10_000
    private(set) var entries: [Entry] = []
    private var firstNumber = 0

    mutating func open(path: String, method: String, at: Int) -> Ticket {
        if entries.count == Self.capacity {
            entries.removeFirst(Self.capacity / 10)
            firstNumber += Self.capacity / 10
        }
        entries.append(Entry(path: String(path.prefix(256)), method: String(method.prefix(16)), at: at))
        return Ticket(number: firstNumber + entries.count - 1)
    }

    mutating func close(_ ticket: Ticket, status: Int, client: String?) {
        let index = ticket.number - firstNumber
        guard entries.indices.contains(index) else { return }
        entries[index].status = status
        entries[index].client = client
    }

    /// Forgets everything; requests that are still open then leave no trace.
    mutating func reset() {
        firstNumber += entries.count
        entries = []
    }

    var json: JSONValue {
        .array(
            entries.map { entry in
                .object([
                    "path": .string(entry.path), "method": .string(entry.method), "at": .integer(entry.at),
                    "status": entry.status.map(JSONValue.integer) ?? .null,
                    "client": entry.client.map(JSONValue.string) ?? .null,
                ])
            })
    }
}
