import ArgumentParser
import MintBoard
import MintCore

struct ListVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the profiles, those that need attention first. Touches no secret.",
        aliases: ["ls"])

    @Flag(name: .long, help: .hidden)
    var names = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let services = try await context.services()
        let now = context.now()
        let records = try await services.profiles.records()
        let policy = names ? DuePolicy() : try context.configurationFile.configuration().policy
        if names {
            context.console.out(records.map { $0.profile.name + "\n" }.joined())
        } else if common.json {
            let items = records.map { JSONOutput.object(JSONOutput.profile($0, policy, at: now)) }
            context.console.print(JSONValue.array(items).serialized())
        } else if records.isEmpty {
            context.console.note(
                "No profiles yet. Make one:  mintmark login SERVER --client-id ID --client-secret-stdin\n"
                    + "Or practise first:         mintmark demo")
        } else {
            let sorted = records.map { ($0, Urgency($0, at: now)) }.sorted { $0.1 < $1.1 }.map(\.0)
            context.console.out(Self.table(sorted, policy, at: now).lines.joined(separator: "\n") + "\n")
        }
        return 0
    }

    static func table(_ records: [ProfileRecord], _ policy: DuePolicy, at now: Timestamp) -> Table {
        var table = Table(header: ["NAME", "GRANT", "TOKEN", "SECRET", "HEALTH", "STORE", "SERVER"])
        for record in records {
            let profile = record.profile
            table.rows.append([
                profile.name.plainLine(limit: 64), "\(profile.grant.tag) \(profile.clientAuthentication.short)",
                token(record, at: now), secretCell(record, policy, at: now), health(record), profile.store.rawValue,
                profile.server.text,
            ])
        }
        return table
    }

    static func token(_ record: ProfileRecord, at now: Timestamp) -> String {
        let state = record.tokenState(at: now)
        guard let left = record.token?.secondsLeft(at: now) else { return state.rawValue }
        return "\(state.rawValue) \(TimeText.countdown(left))"
    }

    private static func secretCell(_ record: ProfileRecord, _ policy: DuePolicy, at now: Timestamp) -> String {
        secret(record, policy, at: now) + (record.rotation == nil ? "" : " rotating")
    }

    /// `88d`, `3d !`, `key 12d`; `over !!` after a stated end, `old !` after one by the operator's own rule.
    static func secret(_ record: ProfileRecord, _ policy: DuePolicy, at now: Timestamp) -> String {
        guard let credential = record.credential, let end = record.credentialEnd(under: policy) else { return "-" }
        let left = end.at - now
        guard left > 0 else { return end.source == .stated ? "over !!" : "old !" }
        let time = left < 86_400 ? "\(max(left / 3600, 1))h" : "\(left / 86_400)d"
        return (credential.kind == .privateKey ? "key " : "") + time + (left <= policy.warn ? " !" : "")
    }

    /// A hold comes before whatever was said last: nothing goes out until somebody has looked (REG-6). A token that has less
    /// than was asked for is well as far as its server is concerned (TK-6).
    static func health(_ record: ProfileRecord) -> String {
        if record.bonds.block != nil { return "on hold" }
        if let failure = record.contact?.failure { return failure.code.plainLine(limit: 24) }
        return record.withheldScopes.isEmpty ? record.health.rawValue : "fewer scopes"
    }
}

/// The order of attention: failing, expired, expiring, unknown, none, valid; the soonest first, then by name.
struct Urgency: Comparable {
    private let attention: Attention
    private let left: Int
    private let name: String

    init(_ record: ProfileRecord, at now: Timestamp) {
        attention = Attention(record.health, record.tokenState(at: now))
        left = record.token?.secondsLeft(at: now) ?? .max
        name = record.profile.name
    }

    static func < (a: Urgency, b: Urgency) -> Bool { (a.attention, a.left, a.name) < (b.attention, b.left, b.name) }
}
