extension Rotation {
    /// What giving it up does, for whoever is about to.
    public var ifAbandoned: String {
        switch state {
        case .proposed: "Nothing was obtained yet."
        case .sent: "The server or the command may have made a new credential; if so, nobody has it."
        case .staged, .verified, .rolledBack:
            "The new credential is removed from the store. If the server knows it, delete it there, too."
        case .committed, .overlapping:
            "The old credential is removed from the store without being shown to be refused: if the server still takes it, "
                + "every copy of it still works."
        case .retired, .abandoned: "It has ended."
        }
    }
}

extension ProfileRecord {
    /// What no program can take back after a credential was in wrong hands (RO-12), point by point.
    public var compromiseChecklist: [String] {
        let lifetime = token?.lifetime.map { ", \(max($0 / 60, 1)) min after they were issued" } ?? ""
        return [
            "access tokens that others obtained with it: a server that reads them by itself (JWT) takes them until they "
                + "expire\(lifetime)",
            "refresh tokens and sessions that they obtained: ask the server's operator to end them",
            "the server's log of token requests since it may have leaked: mintmark log shows ours",
            "copies of the old one in other machines, backups, CI variables and chats",
        ]
    }
}
