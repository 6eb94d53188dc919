import MintCore
import MintMCP

extension JSONOutput {
    /// The contract of `audit --json`.
    static func audit(_ result: AuditResult, of server: HTTPURL, profile: Profile?) -> JSONValue {
        object([
            "server": .string(server.text), "issuer": text(result.issuer), "profile": text(profile?.name),
            "verdict": .string(result.report.verdict.rawValue),
            "exit_status": .int(Int64(result.exitStatus.rawValue)),
            "findings": .array(result.report.findings.map(finding)),
            "documents": .array(result.report.documents.map(document)),
            "notices": .array(result.notices.map { .string($0) }),
            "live": result.live.map(live) ?? .null,
        ])
    }

    private static func document(_ document: AuditDocument) -> JSONValue {
        [
            "addresses": .array(document.addresses.map { .string($0) }), "place": .string(document.place),
            "text": .string(document.text), "changes": .array(document.changes.map { .string($0) }),
            "rules": .array(document.rules.map { .string($0) }),
        ]
    }

    private static func finding(_ finding: AuditFinding) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(finding.id), "title": .string(finding.title), "severity": .string(finding.severity.rawValue),
            "required": .bool(finding.isRequired), "outcome": .string(finding.outcome.word),
            "seen": .string(finding.seen), "basis": .string(finding.basis), "remedy": .null,
        ]
        if let fix = finding.fix {
            members["remedy"] = [
                "kind": .string(fix.kind.rawValue), "place": .string(fix.place), "text": .string(fix.text),
            ]
        }
        return object(members)
    }

    private static func live(_ live: LiveResult) -> JSONValue {
        object([
            "failure": text(live.failure?.headline), "hint": text(live.failure?.hint),
            "principal": live.principal.map(principal) ?? .null, "token": text(live.reading),
            "warnings": .array(live.warnings.map { .string($0) }),
            "active": live.isActive.map { .bool($0) } ?? .null,
        ])
    }

    /// Whom a token stands for, with the signs.
    static func principal(_ verdict: PrincipalVerdict) -> JSONValue {
        object([
            "principal": .string(verdict.principal.rawValue), "treated_as_person": .bool(verdict.isTreatedAsPerson),
            "evidence": .array(
                verdict.evidence.map { sign in
                    [
                        "id": .string(sign.id), "strength": .string(sign.strength.rawValue),
                        "points": text(sign.points?.rawValue), "words": .string(sign.words),
                    ]
                }),
        ])
    }

    static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
