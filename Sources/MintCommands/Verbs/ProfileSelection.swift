import MintCore

extension ProfileStore {
    /// The profile of this name, or the only one for this server.
    ///
    /// - Throws: ``UsageError`` that lists the candidates where a server has several, or the nearest name where there is none.
    func resolve(_ text: String) async throws -> ProfileRecord {
        if let record = try await record(named: text) { return record }
        let all = try await records()
        let candidates = ResourceIdentifier.canonical(text).map { server in
            all.filter { $0.profile.server.text == server.text }
        }
        switch candidates?.count ?? 0 {
        case 1: return candidates?.first ?? all[0]
        case 0:
            let near = nearest(to: text, among: all.map(\.profile.name)).map { "Did you mean \($0)?\n" } ?? ""
            throw UsageError(
                "There is no profile \(text.plainAddress(limit: 60))",
                hint: near + "`mintmark list` shows the profiles there are.")
        default:
            let names = (candidates ?? []).map { "  \($0.profile.name)  \($0.profile.grant.tag)" }
            throw UsageError(
                "\(text.plainAddress(limit: 60)) has several profiles; name one of them",
                hint: names.joined(separator: "\n"))
        }
    }
}
