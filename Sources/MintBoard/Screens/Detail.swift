import MintCore
import MintScreen

/// The line under the list: what just happened, or what there is to say about the selected row.
enum Detail {
    static func render(_ state: AppState, _ row: Int, _ columns: Int, into frame: inout CellBuffer) {
        let ellipsis = state.glyphs.ellipsis
        frame.write(line(state, columns), row: row, width: columns, ellipsis: ellipsis)
    }

    private static func line(_ state: AppState, _ columns: Int) -> Line {
        if let notice = state.notice { return [Span("  " + notice.text, notice.style)] }
        if let failure = state.loading.failure {
            return [Span("  Not up to date: \(failure.headline.plainLine())", .alarm)]
        }
        guard let record = state.selectedRecord else { return [] }
        let dot = " \(state.glyphs.dot) "
        let facts = facts(record, state)
        // The reason is worth more than the end of a long address.
        let room = max(
            columns - 2 - facts.reduce(0) { $0 + min($1.text.columns + dot.columns, columns / 2) }, columns / 3)
        var line = [
            Span("  " + record.profile.server.text.plainLine().truncated(to: room, ellipsis: state.glyphs.ellipsis))
        ]
        for fact in facts { line += [Span(dot, .dim), fact] }
        return line
    }

    private static func rotation(_ rotation: Rotation, _ now: Timestamp) -> Span {
        let words = "rotation \(rotation.state.rawValue)"
        if rotation.failure != nil { return Span("\(words), and failed: r says why", .alarm) }
        guard rotation.state == .overlapping, rotation.nextStep(at: now) == nil else {
            return Span("\(words): r goes on with it", .warning)
        }
        return Span(words + (rotation.retireAt.map { " until \($0.text(at: now))" } ?? ""), .warning)
    }

    private static func facts(_ record: ProfileRecord, _ state: AppState) -> Line {
        let now = state.shownNow
        if let renewal = state.renewals[record.id] {
            return [Span("asking for a new token for \(TimeText.words(now - renewal.since))", .warning)]
        }
        if let contact = record.contact, let failure = contact.failure {
            return [Span("\(contact.at.text(at: now)) \(failure.headline.plainLine())", .alarm)]
        }
        var facts: Line = []
        if let rotation = record.rotation, rotation.isOpen { facts.append(Self.rotation(rotation, now)) }
        if let credential = record.credential, let end = credential.expiresAt, end - now < 10 * 86400 {
            let words = end <= now ? "has ended" : "ends in \(TimeText.words(end - now))"
            facts.append(Span("\(credential.kind.words) \(words)", end - now < 4 * 86400 ? .alarm : .warning))
        }
        let withheld = record.withheldScopes
        if !withheld.isEmpty {
            facts.append(Span("granted without \(withheld.joined(separator: " ").plainLine(limit: 60))", .warning))
        }
        if let token = record.token {
            facts.append(
                Span(
                    token.expiresAt.map { end in
                        end <= now ? "expired at \(end.text(at: now))" : "expires at \(end.text(at: now))"
                    } ?? "the server named no expiry"))
        } else {
            facts.append(Span("no token"))
        }
        if let contact = record.contact { facts.append(Span("ok at \(contact.at.text(at: now))")) }
        return facts
    }
}
