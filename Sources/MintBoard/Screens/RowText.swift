import MintCore
import MintScreen

/// One profile in the words and signs of the list; only what is on the screen is ever worked out.
struct RowText {
    let record: ProfileRecord
    let renewal: AppState.Renewal?
    let policy: DuePolicy
    let now: Timestamp
    let glyphs: Glyphs

    var name: String { record.profile.name.plainLine(limit: 120) }

    var server: String {
        let server = record.profile.server
        return (server.hostAndPort + (server.path == "/" ? "" : server.path)).plainLine(limit: 120)
    }

    func grant(usesShortTag: Bool) -> Line {
        let profile = record.profile
        let tag = Span(usesShortTag ? profile.grant.shortTag : profile.grant.tag, .tag)
        guard profile.clientAuthentication != .none else { return [tag] }
        return [tag, Span(" " + profile.clientAuthentication.short)]
    }

    /// The countdown, or the renewal under way.
    func token(width: Int, barCells: Int) -> Line {
        if let renewal { return [Span("renewing \(max(now - renewal.since, 0)) s", .warning)] }
        guard let token = record.token else { return [Span("-".paddedLeft(to: barCells + 6), .dim)] }
        switch token.state(at: now) {
        case .unknown, .none: return [Span("?".paddedLeft(to: barCells + 6), .warning)]
        case .expired:
            let past = min(token.secondsLeft(at: now) ?? 0, 0)
            let exact = " " + TimeText.countdown(past)
            // Where seconds have no room, the minutes say enough.
            let shown = exact.columns <= width - 7 ? exact : " -" + TimeText.age(-past)
            return [Span("expired" + shown.paddedLeft(to: width - 7), .alarm)]
        case .expiring: return countdown(token, barCells, .warning, mark: " !")
        case .valid: return countdown(token, barCells, .bar, mark: "")
        }
    }

    private func countdown(_ token: TokenRecord, _ cells: Int, _ style: Style, mark: String) -> Line {
        let left = token.secondsLeft(at: now) ?? 0
        let lifetime = max(token.lifetime ?? 1, 1)
        let full = min(max((left * cells + lifetime - 1) / lifetime, 1), cells)
        let time = " " + TimeText.countdown(left).paddedLeft(to: 5) + mark
        return [
            Span(String(repeating: glyphs.barFull, count: full), style),
            Span(String(repeating: glyphs.barEmpty, count: cells - full), .dim),
            Span(time, mark.isEmpty ? .plain : style),
        ]
    }

    /// The credential's end: `88d`, `3d !!`, `key 12d`, `-`; `old !!` where only a rule of the operator's says so. Of an open
    /// rotation, until when the former one is kept: `old 6d`.
    var secret: Span {
        if let rotation = record.rotation, rotation.isOpen { return Self.rotation(rotation, now) }
        guard let credential = record.credential, let end = record.credentialEnd(under: policy) else {
            return Span("-", .dim)
        }
        let left = end.at - now
        guard left > 0 else { return Span(end.source == .policy ? "old !!" : "over !!", .alarm) }
        let time = left < 86400 ? "\(left / 3600)h" : TimeText.age(left)
        switch left {
        case ..<(4 * 86400): return Span("\(time) !!", .alarm)
        case ..<(10 * 86400): return Span("\(time) !", .warning)
        default: return Span(credential.kind == .privateKey ? "key \(time)" : time)
        }
    }

    private static func rotation(_ rotation: Rotation, _ now: Timestamp) -> Span {
        if rotation.failure != nil { return Span("rotate!", .alarm) }
        guard rotation.state == .overlapping, let end = rotation.retireAt, end > now else {
            return Span(rotation.nextStep(at: now) == nil ? "both" : "rotate", .warning)
        }
        let left = end - now
        return Span("old \(left < 86400 ? "\(left / 3600)h" : TimeText.age(left))", .warning)
    }

    /// What the last contact said.
    func health(width: Int) -> Line {
        guard let contact = record.contact else { return [Span("untried", .dim)] }
        let age = TimeText.age(now - contact.at)
        guard let failure = contact.failure else {
            if !record.withheldScopes.isEmpty {
                return [Span(width >= 16 ? "fewer scopes \(age)" : width >= 12 ? "fewer scopes" : "scopes", .warning)]
            }
            return [Span("ok", .good), Span(width >= 10 ? age.paddedLeft(to: 6) : " " + age)]
        }
        let code = failure.code.plainLine(limit: 60)
        let room = width >= 16 ? width - 5 : width
        let shown = code.truncated(to: room, ellipsis: glyphs.ellipsis)
        return [Span(width >= 16 ? shown + " " + age : shown, .alarm)]
    }
}
