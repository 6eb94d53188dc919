@testable import MintCore
@testable import MintMCP

extension Target {
    /// `WWW-Authenticate`, by the whole grammar and at a glance.
    static let challenge = Target("challenge") { one in
        let lines = (0...one.dice.below(2)).map { _ in one.dice.maybeMutated(one.dice.challengeLine()) }
        one.note(lines.joined(separator: "\n"))
        let challenges = Challenge.parse(lines)
        one.expect(challenges.count <= 16 * 64, "\(challenges.count) challenges")
        for challenge in challenges {
            one.expectScopes(challenge.scopes)
            one.expect(challenge.parameters.keys.allSatisfy { $0 == $0.lowercased() }, "a name in upper case")
            for name in challenge.duplicates {
                one.expect(challenge.parameters[name] != nil, "a second \(name) without a first")
            }
        }
        one.expect(challenges.leading.map(challenges.contains) ?? true, "the leading challenge is none of them")
        let again = challenges.map(\.rewritten).joined(separator: ", ")
        if challenges.count < 64, again.utf8.count <= 16_384 {
            let bare = challenges.map { Challenge(scheme: $0.scheme, parameters: $0.parameters, token68: $0.token68) }
            let back = Challenge.parse([again]).map {
                Challenge(scheme: $0.scheme, parameters: $0.parameters, token68: $0.token68)
            }
            one.expectEqual(back.count, bare.count, "how many are read again")
            for (found, wanted) in zip(back, bare) { one.expectEqual(found, wanted, "written out and read again") }
        }
        let glance = RefusalWords(lines)
        one.expectPlain(glance.error ?? "", limit: 60, "the error")
        one.expectPlain(glance.errorDescription ?? "", limit: 200, "the description")
        one.expectPlain(glance.scopes.joined(separator: " "), limit: 400, "the scopes")
        let host = "mcp.example"
        one.expectFit(MCPError.unauthorized(host: host, challenges: lines, hadToken: one.dice.once(in: 2)))
        one.expectFit(MCPError.forbidden(host: host, challenges: lines, message: nil))
    }
}

extension Challenge {
    fileprivate init(scheme: String, parameters: [String: String], token68: String?) {
        self.init(scheme: scheme)
        (self.parameters, self.token68) = (parameters, token68)
    }

    fileprivate var rewritten: String {
        let values = parameters.sorted { $0.key < $1.key }.map { name, value in
            // By scalars: a quote with a joiner behind it is one character.
            let quoted = value.unicodeScalars.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : "\($0)" }.joined()
            return "\(name)=\"\(quoted)\""
        }
        guard let token68 else { return scheme + (values.isEmpty ? "" : " " + values.joined(separator: ", ")) }
        return ([scheme + " " + token68] + values).joined(separator: ", ")
    }
}

extension Dice {
    fileprivate mutating func challengeLine() -> String {
        (0...count(3, rarely: 100)).map { _ in challenge() }.joined(separator: pick([", ", ",", " , ", ",,"]))
    }

    private mutating func challenge() -> String {
        let scheme = pick(["Bearer", "DPoP", "Basic", "Negotiate", "bearer", token(), text()])
        if once(in: 8) { return scheme + " " + pick(["YWJj", "YWJjZA==", "a.b~c/d+e="]) }
        return scheme + " "
            + (0..<count(4, rarely: 400)).map { _ in parameter() }.joined(separator: pick([", ", ",", "\t,"]))
    }

    private mutating func parameter() -> String {
        let names = [
            "realm", "scope", "error", "error_description", "resource_metadata", "error_uri", "SCOPE", token(),
        ]
        let values = [
            "invalid_token", "insufficient_scope", "read write",
            "https://mcp.example/.well-known/oauth-protected-resource", text(),
        ]
        let value = pick(values)
        switch below(4) {
        case 0: return pick(names) + "=" + value
        case 1: return pick(names) + " = \"" + value + "\""
        case 2: return pick(names) + "=\"" + value
        default: return pick(names) + "=\"" + value.replacing("\"", with: "\\\"") + "\""
        }
    }
}
