import MintBoard
import MintCore

/// Rotations in words.
enum RotationText {
    /// What `--status` prints of one profile.
    static func status(_ record: ProfileRecord, at now: Timestamp) -> [String] {
        let name = record.profile.name.plainLine(limit: 64)
        guard let rotation = record.rotation else { return ["\(name): no rotation is under way"] }
        var lines = ["\(name): \(rotation.state.rawValue), since \(rotation.changedAt.utcText)"]
        func add(_ title: String, _ text: String) {
            lines.append("  \(title)\(String(repeating: " ", count: max(1, 10 - title.count)))\(text)")
        }
        add("now", rotation.situation(at: now))
        if let step = rotation.nextStep(at: now) {
            add("next", step.words)
        } else {
            add("next", rotation.retireAt == nil ? "nothing by itself" : "nothing until the overlap is over")
        }
        add("if it died", rotation.ifItDiedNow)
        if let failure = rotation.failure {
            add("failed", failure.headline.plainLine(limit: 300))
            if let hint = failure.hint {
                lines += hint.split(separator: "\n").map { "            \($0.description.plainLine())" }
            }
        }
        add("run", commands(rotation, record.profile.name))
        return lines
    }

    /// A line of progress; `nil` for what is not worth one.
    static func line(_ report: RotationReport, at now: Timestamp) -> String? {
        switch report {
        case .began(let step): "… \(step.words)"
        case .done: nil
        case .waiting(let next, let last):
            "  the server may not have read the published keys yet: next try in \(TimeText.countdown(next - now)), "
                + "the last one in \(TimeText.countdown(last - now))"
        case .remark(let words): "  \(words)"
        }
    }

    static func outcome(_ record: ProfileRecord, at now: Timestamp, isCompromise: Bool) -> [String] {
        let name = record.profile.name.plainLine(limit: 64)
        guard let rotation = record.rotation else {
            let kept = record.credential.map { "\($0.kind.words) \($0.generation)" } ?? "no credential"
            return ["\(name): the rotation has ended; in use: \(kept)"]
                + (isCompromise
                    ? ["What cannot be revoked from here, to be looked at:"]
                        + record.compromiseChecklist.map { "  - \($0)" } : [])
        }
        return [
            "\(name): \(rotation.state.rawValue); \(rotation.situation(at: now))",
            "  next: \(commands(rotation, record.profile.name))",
        ]
    }

    /// What an operator can do with it now.
    static func commands(_ rotation: Rotation, _ name: String) -> String {
        let flags: [String] =
            switch rotation.state {
            case .proposed, .sent, .staged, .verified, .rolledBack: ["--resume", "--abandon"]
            // Nobody goes back to one that is in wrong hands.
            case .committed where rotation.plan.isCompromise, .overlapping where rotation.plan.isCompromise:
                ["--retire", "--abandon"]
            case .committed, .overlapping: ["--retire", "--rollback", "--abandon"]
            case .retired, .abandoned: ["--status"]
            }
        return "mintmark rotate \(name.shellArgument) " + flags.joined(separator: " | ")
    }

    static func stillAccepted(_ name: String) -> [String] {
        [
            "!!! THE OLD CREDENTIAL STILL WORKS at the server. Whoever has a copy of it can obtain tokens.",
            "!!! Nothing was removed here. Delete it at the server, then retire it again.",
        ]
    }
}
