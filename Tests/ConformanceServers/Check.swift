/// What a scenario found out about one duty of the client, under the id that the public suite has for it.
public struct Check: Equatable, Sendable, CustomStringConvertible {
    public enum Status: String, Comparable, Sendable {
        case skipped = "SKIPPED"
        case info = "INFO"
        case success = "SUCCESS"
        case warning = "WARNING"
        case failure = "FAILURE"

        private var severity: Int {
            switch self {
            case .skipped: 0
            case .info, .success: 1
            case .warning: 2
            case .failure: 3
            }
        }

        public static func < (a: Status, b: Status) -> Bool { a.severity < b.severity }
    }

    public let id: String
    public var status: Status
    /// What was seen, for a person who reads a failed run.
    public var note: String

    public init(_ id: String, _ status: Status, _ note: String = "") {
        self.id = id
        self.status = status
        self.note = note
    }

    public var description: String { "\(status.rawValue) \(id)" + (note.isEmpty ? "" : ": \(note)") }
}

extension [Check] {
    /// The gravest status under this id; `nil` where nothing was recorded.
    public func verdict(on id: String) -> Check.Status? {
        filter { $0.id == id }.map(\.status).max()
    }

    public var failures: [Check] { filter { $0.status == .failure } }
    public var warnings: [Check] { filter { $0.status == .warning } }

    func holds(_ id: String) -> Bool { contains { $0.id == id } }

    mutating func add(_ id: String, _ status: Check.Status, _ note: String = "") {
        append(Check(id, status, note))
    }

    /// Records a failure for every id of which the run gave no sign.
    mutating func demand(_ ids: String..., note: String = "it was never seen") {
        for id in ids where !holds(id) { add(id, .failure, note) }
    }
}
