@testable import MintCore

extension Target {
    /// What a browser comes back with, or what a person pastes in its place.
    static let authorization = Target("authorization") { one in
        guard let profile = Sample.profile(&one.dice), let endpoint = HTTPURL("https://as.example/authorize") else {
            return
        }
        let state = "K_state-\(one.dice.below(1000))"
        let request = AuthorizationRequest(
            profile, at: endpoint, redirectURI: "http://127.0.0.1:1234/callback", promisesIssuer: one.dice.once(in: 2),
            state: state)
        let text = one.dice.redirect(state: state)
        one.note(text)
        do {
            let response = try AuthorizationResponse(text, to: request)
            one.expect(!response.code.isEmpty, "an empty code")
            let values = text.answeredValues
            let isPasted = !["?", "code=", "error=", "://"].contains { text.contains($0) }
            // `K` and the Kelvin sign are the same to Swift, but not to a server.
            one.expect(isPasted || values.contains { $0.utf8.elementsEqual(state.utf8) }, "another state")
            let isNamed = values.contains { $0.utf8.elementsEqual("https://as.example".utf8) }
            one.expect(!request.promisesIssuer || request.issuer == nil || isNamed, "no issuer where one was promised")
        } catch {
            let isSecret = !text.contains("error")
            one.expectFit(error, hiding: isSecret ? Words.canary : nil)
        }
        _ = request.url
    }
}

extension String {
    /// What stands behind each equals sign, read apart from the reader.
    fileprivate var answeredValues: [String] {
        let parts = utf8.split { [0x26, 0x3F, 0x23, 0x20, 0x0A].contains($0) }
        return parts.compactMap { part in
            guard let equals = part.firstIndex(of: 0x3D) else { return nil }
            return FormEncoding.decode(String(decoding: part[part.index(after: equals)...], as: UTF8.self))
        }
    }
}

extension Dice {
    fileprivate mutating func redirect(state: String) -> String {
        var fields = [
            ("code", once(in: 6) ? text() : Words.canary),
            ("state", once(in: 8) ? "\u{212A}" + state.dropFirst() : state),
            ("iss", pick(["https://as.example", "https://as.example", "https://as.example/", text()])),
        ]
        if once(in: 4) { fields.append(("error", pick(["access_denied", text()]))) }
        if once(in: 6) { fields.append(("error_description", text())) }
        if once(in: 6) { fields.append((pick(["state", "code", "iss", text()]), text())) }
        if once(in: 3) { fields.shuffle(using: &self) }
        let isRaw = once(in: 4)
        let query = fields.map { name, value in
            let encoded = String(decoding: FormEncoding.encode(value.utf8), as: UTF8.self)
            return "\(name)=\(isRaw ? value : encoded)"
        }.joined(separator: "&")
        let fronts = [
            "http://127.0.0.1:1234/callback?", "/callback?", "?", "", "  \n", "https://evil.example/cb#?", text(),
        ]
        let whole = once(in: 10) ? text() : pick(fronts) + query + (once(in: 8) ? "#" + text() : "")
        return maybeMutated(whole)
    }
}
