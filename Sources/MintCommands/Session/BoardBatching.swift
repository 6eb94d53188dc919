import MintBoard
import MintCore

/// What the board does with one or many profiles.
extension Services {
    func batchServices(home: String?) -> BatchServices {
        BatchServices(
            remove: { try await removed($0) },
            export: { try await exported($0, to: PrivateFile.absolute($1, home: home), overwrites: $2) })
    }

    private func removed(_ id: ProfileID) async throws -> RemovalReport {
        guard let record = try await profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        let services = self
        // Half a logout is worse than one that is waited for.
        let forgotten = try await Task {
            try await services.forget(record, detail: "board") { _ in }
        }.value
        let revoked = forgotten.revokedWords.map { ", revoked: \($0)" } ?? ""
        let closed =
            forgotten.sessions.isEmpty ? [] : ["closed the sessions \(forgotten.sessions.joined(separator: " "))"]
        return RemovalReport(
            words: "forgotten" + revoked,
            cautions: forgotten.stillValid + [forgotten.leftInStore].compactMap(\.self) + closed)
    }

    /// One JSON array, each profile as `mintmark show --json` has it.
    private func exported(_ ids: [ProfileID], to path: String, overwrites: Bool) async throws -> ExportOutcome {
        let wanted = Set(ids), now = now()
        let records = try await profiles.records().filter { wanted.contains($0.id) }
        let items = JSONValue.array(records.map { JSONOutput.details($0, at: now) })
        let bytes = Array((items.serialized(pretty: true) + "\n").utf8)
        return try PrivateFile.write(bytes, to: path, overwrites: overwrites) ? .written(path) : .exists(path)
    }

    /// How the board's list was left.
    var listMemory: ListMemoryServices {
        let (preferences, name) = (preferences, "board-list")
        return ListMemoryServices(
            recall: {
                guard let text = await preferences.preference(named: name),
                    let value = JSONValue(bytes: Array(text.utf8))
                else { return nil }
                return ListMemory(
                    sortKey: value["sort"]?.text ?? "", isInverted: value["inverted"]?.flag ?? false,
                    filter: value["filter"]?.text ?? "")
            },
            keep: { memory in
                let value: JSONValue = [
                    "sort": .string(memory.sortKey), "inverted": .bool(memory.isInverted),
                    "filter": .string(memory.filter),
                ]
                await preferences.keep(value.serialized() + "\n", named: name)
            })
    }
}
