import MintCore

/// What `/` understands: terms that must all hold.
///
/// `word` is looked for in name, server, client id, issuer, grant, method, tags and note; `grant:`, `host:`, `tag:` and
/// `state:` compare with that one thing; `exp:<1h` asks for the time left. `!` before a term turns it round. Letter case does not
/// matter.
struct Filter: Equatable, Sendable {
    var terms: [Term] = []
    /// What of the text could not be understood, in words.
    var problem: String?

    struct Term: Equatable, Sendable {
        var isNegated = false
        var test: Test
    }

    enum Test: Equatable, Sendable {
        /// UTF-8, in lower case.
        case word([UInt8])
        case grant(String)
        case host(String)
        /// A whole tag, or the beginning of one.
        case tag(String)
        case state(String)
        case expiry(isLess: Bool, seconds: Int)
    }

    static let states = ["valid", "expiring", "expired", "unknown", "none", "ok", "failing", "untried"]

    init(_ text: String) {
        for word in text.lowercased().split(separator: " ") {
            let isNegated = word.hasPrefix("!")
            let body = isNegated ? word.dropFirst() : word
            guard !body.isEmpty, let test = parse(body) else { continue }
            terms.append(Term(isNegated: isNegated, test: test))
        }
    }

    /// Whether the answer can change without anything but time passing.
    var dependsOnTime: Bool {
        terms.contains { if case .expiry = $0.test { true } else { false } }
    }

    /// - Returns: `nil` for a term that is not complete yet, or that says nothing.
    private mutating func parse(_ body: Substring) -> Test? {
        guard let colon = body.firstIndex(of: ":") else { return .word(Array(body.utf8)) }
        let value = String(body[body.index(after: colon)...])
        switch body[..<colon] {
        case "grant": return value.isEmpty ? nil : .grant(value)
        case "host": return value.isEmpty ? nil : .host(value)
        case "tag": return value.isEmpty ? nil : .tag(value)
        case "state":
            guard !value.isEmpty else { return nil }
            if !Self.states.contains(where: { $0.hasPrefix(value) }) {
                problem = "state: is one of \(Self.states.joined(separator: " "))"
            }
            return .state(value)
        case "exp": return expiry(value)
        default: return .word(Array(body.utf8))
        }
    }

    /// `<1h`, `<=90m`, `>2d`, `<30` (seconds).
    private mutating func expiry(_ value: String) -> Test? {
        guard let sign = value.first else { return nil }
        let rest = value.dropFirst().drop { $0 == "=" }
        guard sign == "<" || sign == ">" else {
            problem = "exp: wants < or > and a time, as in exp:<1h"
            return nil
        }
        guard !rest.isEmpty else { return nil }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        let units = ["": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800]
        guard let number = Int(digits), number < 1_000_000, let unit = units[String(rest.dropFirst(digits.count))]
        else {
            problem = "exp: wants a number with s, m, h, d or w, as in exp:<1h"
            return nil
        }
        return .expiry(isLess: sign == "<", seconds: number * unit)
    }
}
