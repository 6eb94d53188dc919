/// What one rule found.
public struct AuditFinding: Equatable, Sendable {
    /// `AU-5`
    public var id: String
    public var title: String
    /// How bad a failure is; of what was found, where it failed.
    public var severity: Severity
    /// Whether machines cannot log in with an error here (● in the facts).
    public var isRequired: Bool
    public var outcome: Outcome
    /// What was seen; one plain line.
    public var seen: String
    /// What the server's owner should do or publish.
    public var fix: AuditRemedy?
    /// The specification behind it.
    public var basis: String

    public enum Severity: String, CaseIterable, Codable, Sendable { case error, warning, info }

    public enum Outcome: Equatable, Sendable {
        case passed, failed, notApplicable
        case notChecked(reason: String)

        /// For a column and for JSON: `not-checked`.
        public var word: String {
            switch self {
            case .passed: "passed"
            case .failed: "failed"
            case .notApplicable: "not-applicable"
            case .notChecked: "not-checked"
            }
        }
    }

    /// The exact text to publish: a header line, or JSON.
    public var remedy: String? { fix?.text }
}

/// What the owner of a server should publish, and where.
public struct AuditRemedy: Equatable, Sendable {
    public enum Kind: String, Codable, Sendable {
        /// Header field lines.
        case header
        /// A whole JSON document.
        case document
        /// A sentence: nothing to paste.
        case words
    }

    public var kind: Kind
    /// Where it goes; one plain line.
    public var place: String
    public var text: String
    /// For a document that other rules may be about as well: what this one wants of it.
    var edit: AuditEdit?

    /// Pretty-printed JSON that decodes to the same value. What a terminal must not be shown is escaped, not dropped.
    static func document(_ members: [String: JSONValue], at place: String) -> AuditRemedy {
        AuditRemedy(
            kind: .document, place: place, text: JSONValue.object(members).serialized(pretty: true).escapedForTerminals)
    }

    /// A part of a document of which the report makes the whole (``AuditDocuments``).
    static func edit(_ edit: AuditEdit) -> AuditRemedy {
        AuditRemedy(kind: .document, place: "", text: "", edit: edit)
    }

    static func header(_ lines: [String], at place: String) -> AuditRemedy {
        AuditRemedy(kind: .header, place: place, text: lines.joined(separator: "\n"))
    }

    static func words(_ text: String, at place: String) -> AuditRemedy {
        AuditRemedy(kind: .words, place: place, text: text)
    }
}

extension String {
    /// JSON text with every scalar that could steer a terminal as `\uXXXX` (RFC 8259 §7); such scalars occur inside of strings
    /// alone. Line breaks are layout and stay.
    var escapedForTerminals: String {
        if utf8.allSatisfy({ $0 == 0x0A || (0x20..<0x7F).contains($0) }) { return self }
        var text = ""
        for scalar in unicodeScalars {
            if scalar == "\n" || scalar.isSafeToShow {
                text.unicodeScalars.append(scalar)
            } else {
                for unit in UTF16.encode(scalar).map({ Array($0) }) ?? [] {
                    let digits = String(unit, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return text
    }
}
