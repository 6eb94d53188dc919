/// The panes of one profile.
enum InspectTab: Int, Equatable, Sendable, CaseIterable {
    case token, credential, discovery, server, history, use

    var title: String {
        switch self {
        case .token: "Token"
        case .credential: "Credential"
        case .discovery: "Discovery"
        case .server: "Server"
        case .history: "History"
        case .use: "Use"
        }
    }

    /// Where there is little room.
    var shortTitle: String {
        switch self {
        case .credential: "Cred"
        case .discovery: "Disc"
        case .server: "Serv"
        case .history: "Hist"
        case .token, .use: title
        }
    }

    /// The key that opens it.
    var digit: Character { Character(String(rawValue + 1)) }

    func moved(by step: Int) -> InspectTab {
        let all = Self.allCases
        return all[(rawValue + step % all.count + all.count) % all.count]
    }
}
