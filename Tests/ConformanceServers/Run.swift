internal import Synchronization

/// The parts that servers play in a scenario; each listens on a port of its own.
enum Role: Hashable, Sendable, CaseIterable {
    case server, authorization, secondAuthorization, identityProvider
}

/// One run of a scenario, as its servers share it: the revision, where everybody listens, and what was seen.
final class Run: Sendable {
    let version: WireVersion
    private let state = Mutex(State())

    private struct State {
        var checks: [Check] = []
        var origins: [Role: String] = [:]
    }

    init(version: WireVersion) { self.version = version }

    var checks: [Check] { state.withLock { $0.checks } }

    func record(_ id: String, _ status: Check.Status, _ note: String = "") {
        state.withLock { $0.checks.add(id, status, note) }
    }

    /// Records success where the condition holds, else `otherwise`.
    func record(_ id: String, when condition: Bool, otherwise: Check.Status = .failure, _ note: String = "") {
        record(id, condition ? .success : otherwise, condition ? "" : note)
    }

    /// Keeps one check per id, the gravest so far; an equally grave one replaces it.
    func recordGravest(_ id: String, _ status: Check.Status, _ note: String = "") {
        state.withLock { state in
            guard let index = state.checks.firstIndex(where: { $0.id == id }) else {
                return state.checks.add(id, status, note)
            }
            if status >= state.checks[index].status { state.checks[index] = Check(id, status, note) }
        }
    }

    /// `http://localhost:PORT`; empty before the port is bound, which is before any request can come.
    func origin(of role: Role) -> String { state.withLock { $0.origins[role] ?? "" } }

    func bind(_ role: Role, port: Int) {
        state.withLock { $0.origins[role] = "http://localhost:\(port)" }
    }
}

/// A value that the handlers of a run read and change.
final class Shared<Value: Sendable>: Sendable {
    private let content: Mutex<Value>

    init(_ value: Value) { content = Mutex(value) }

    var value: Value { content.withLock { $0 } }

    func update<R: Sendable>(_ change: (inout Value) -> R) -> R { content.withLock { change(&$0) } }
}
