import MintCore

/// One thing done to one or many profiles, with what became of each.
struct BatchState: Equatable, Sendable {
    enum Kind: Equatable, Sendable { case renew, probe, export, remove }

    enum Stage: Equatable, Sendable {
        /// Wants a word before it begins.
        case asking
        /// The file to be written is there already.
        case askingToOverwrite(path: String)
        case running
        case ended
    }

    struct Row: Equatable, Sendable {
        let id: ProfileID
        let name: String
        var status = Status.waiting
    }

    enum Status: Equatable, Sendable {
        case waiting
        case running(since: Timestamp)
        /// With what is to be known of it, and cautions.
        case done(String, cautions: [String] = [])
        case failed(Failure)
        case skipped(String)
        case cancelled
    }

    /// So many are under way at once.
    static let limit = 4
    /// More than so many are not begun without a word.
    static let askedBeyond = 20

    let kind: Kind
    var rows: [Row]
    /// How many of them the filter hides.
    let hidden: Int
    var stage: Stage
    var editor: LineEditor
    var problem: String?
    var selection = 0
    /// Which row each piece of work is of.
    var running: [Attempt: Int] = [:]
    /// The first row that was not begun.
    var next = 0
    /// Nothing more is begun.
    var isStopping = false
    let since: Timestamp

    init(_ kind: Kind, rows: [Row], hidden: Int, at now: Timestamp) {
        self.kind = kind
        self.rows = rows
        self.hidden = hidden
        since = now
        editor = LineEditor(kind == .export ? "mintmark-profiles.json" : "")
        stage =
            switch kind {
            case .export, .remove: .asking
            case .renew, .probe: rows.count > Self.askedBeyond ? .asking : .running
            }
    }

    /// What must be typed before anything is removed: the profile's name, or how many there are.
    var confirmation: String { rows.count == 1 ? rows[0].name : String(rows.count) }

    /// Whether keys of text go to ``editor``.
    var takesText: Bool { stage == .asking && (kind == .export || kind == .remove) }

    /// The row to begin now; `nil` where as many as may be are under way, or none is left.
    var due: Int? {
        stage == .running && !isStopping && running.count < Self.limit && next < rows.count ? next : nil
    }

    var isThrough: Bool { stage == .running && running.isEmpty && next >= rows.count }

    var counts: (done: Int, failed: Int, other: Int) {
        rows.reduce(into: (0, 0, 0)) { counts, row in
            switch row.status {
            case .done: counts.0 += 1
            case .failed: counts.1 += 1
            case .cancelled, .skipped: counts.2 += 1
            case .waiting, .running: break
            }
        }
    }

    mutating func move(by step: Int) { selection = min(max(selection + step, 0), max(rows.count - 1, 0)) }

    /// What is still to come is given up.
    mutating func dropWaiting() {
        for index in rows.indices where rows[index].status == .waiting { rows[index].status = .cancelled }
        next = rows.count
    }
}

/// What keys do with it.
enum BatchAction: Equatable, Sendable {
    /// With what is marked, else with the selected profile.
    case start(BatchState.Kind)
    case submit, overwrite, keepFile
    /// Leaves what has not begun, or what has ended; stops what runs.
    case leave
}

/// What it asks of the outside, beside renewals and probes.
enum BatchErrand: Equatable, Sendable {
    case remove(ProfileID, Attempt)
    case export([ProfileID], path: String, overwrites: Bool, Attempt)
}

enum BatchAnswer: Equatable, Sendable {
    case removed(Attempt, Result<RemovalReport, Failure>)
    case exported(Attempt, Result<ExportOutcome, Failure>)
}

extension BatchErrand {
    var attempt: Attempt {
        switch self {
        case .remove(_, let attempt), .export(_, _, _, let attempt): attempt
        }
    }

    @concurrent func run(_ services: BatchServices) async -> BatchAnswer {
        switch self {
        case .remove(let id, let attempt):
            do { return .removed(attempt, .success(try await services.remove(id))) } catch {
                return .removed(attempt, .failure(Failure(error)))
            }
        case .export(let ids, let path, let overwrites, let attempt):
            do { return .exported(attempt, .success(try await services.export(ids, path, overwrites))) } catch {
                return .exported(attempt, .failure(Failure(error)))
            }
        }
    }
}
