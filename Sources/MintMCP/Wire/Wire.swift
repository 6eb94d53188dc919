/// The revision spoken on a connection, with the state that it needs.
enum Wire: Equatable, Sendable {
    case modern(version: String)
    /// The session id is sensitive (M25-4): it goes to the server and nowhere else.
    case legacy(version: String, sessionID: String?)

    var version: String {
        switch self {
        case .modern(let version), .legacy(let version, _): version
        }
    }

    var isModern: Bool { if case .modern = self { true } else { false } }
    var sessionID: String? { if case .legacy(_, let id) = self { id } else { nil } }
}
