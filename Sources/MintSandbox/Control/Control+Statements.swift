extension Control {
    /// A platform's token for a workload (facts 17), as `token` in the answer.
    ///
    /// `sub` (`ci-workload`), `aud` (the first issuer), `expires_in` (600 s; negative: it has expired already),
    /// `forged` (true: signed by nobody whom the server knows), `claims` (an object: more claims, or with `null` fewer).
    func workloadToken(_ command: inout ControlCommand, _ state: inout SandboxState) throws(ControlCommand.Refusal)
        -> [String: JSONValue]
    {
        let claims: [String: JSONValue] = [
            "iss": .string(layout.platform), "sub": .string(try command.text("sub") ?? "ci-workload"),
            "aud": .string(try command.text("aud") ?? layout.issuer),
        ]
        return try statement(claims, by: state.platformKey, &command, now: state.now)
    }

    /// The identity provider's id token about a person (facts 18), as `token` in the answer.
    ///
    /// `sub` (the user of `consent`), `aud` (`enterprise-app`), `expires_in`, `forged` and `claims` as with
    /// ``workloadToken(_:_:)``.
    func identityToken(_ command: inout ControlCommand, _ state: inout SandboxState) throws(ControlCommand.Refusal)
        -> [String: JSONValue]
    {
        let claims: [String: JSONValue] = [
            "iss": .string(layout.identityProvider), "sub": .string(try command.text("sub") ?? state.consent.user),
            "aud": .string(try command.text("aud") ?? "enterprise-app"), "auth_time": .integer(state.now),
        ]
        return try statement(claims, by: state.identityKey, &command, now: state.now)
    }

    private func statement(
        _ claims: [String: JSONValue], by key: SigningKey, _ command: inout ControlCommand, now: Int
    ) throws(ControlCommand.Refusal) -> [String: JSONValue] {
        let life = try command.integer("expires_in", -31_536_000...31_536_000) ?? 600
        var claims = claims
        claims["iat"] = .integer(min(now, now + life))
        claims["exp"] = .integer(now + life)
        claims["jti"] = .string(Opaque.make())
        claims.merge(try command.object("claims") ?? [:]) { $1 }
        let signer = try command.bool("forged") ?? false ? SigningKey() : key
        guard let token = signer.jwt(type: "JWT", claims: claims.filter { $0.value != .null }) else {
            throw ControlCommand.Refusal(description: "nothing could be signed")
        }
        return ["token": .string(token)]
    }
}
