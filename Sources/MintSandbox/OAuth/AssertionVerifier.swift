/// Verifies a `private_key_jwt` client assertion (RFC 7523 §3, facts JA).
struct AssertionVerifier: Sendable {
    /// Seconds by which clocks may differ.
    static let tolerance = 30
    /// The longest life from `iat` to `exp` that is accepted, in seconds.
    static let longestLife = 300

    let layout: Layout
    let issuer: String

    /// The client that signed.
    ///
    /// - Throws: `invalid_client`, with the rule that was broken.
    func client(_ assertion: String, _ form: FormBody, _ state: inout SandboxState) throws(OAuthError)
        -> RegisteredClient
    {
        guard let jws = CompactJWS(assertion) else { throw OAuthError(.invalidClient, "the assertion is not a JWT") }
        guard let subject = jws.claims["sub"]?.text, var client = state.client(subject, at: layout.authority) else {
            throw OAuthError(.invalidClient, "the assertion's sub is no client")
        }
        if client.readKeys(state) { state[layout.authority].clients[client.id] = client }
        do throws(Broken) {
            try check(client.method == .privateKeyJWT, "this client is registered for \(client.method.rawValue)")
            try check(form["client_id"] ?? client.id == client.id, "client_id differs from the assertion's sub")
            try checkSignature(jws, client)
            try check(jws.claims["iss"]?.text == client.id, "the assertion's iss is not the client")
            try checkAudience(jws, client)
            try checkTimes(jws, now: state.now)
            try spend(jws, client, &state)
        } catch {
            throw OAuthError(.invalidClient, error.rule, client: client.id)
        }
        return client
    }

    private struct Broken: Error { let rule: String }

    private func check(_ condition: Bool, _ rule: String) throws(Broken) {
        guard condition else { throw Broken(rule: rule) }
    }

    private func checkSignature(_ jws: CompactJWS, _ client: RegisteredClient) throws(Broken) {
        // 7523bis has servers accept an untyped assertion too; a type of another kind of JWT is refused (RFC 8725 §3.11).
        let type = jws.type?.lowercased()
        try check(
            [nil, "jwt", "client-authentication+jwt", "application/client-authentication+jwt"].contains(type),
            "the assertion's typ is that of another kind of JWT")
        let candidates = client.keys.filter { key in jws.keyID.map { $0 == key.effectiveID } ?? true }
        try check(!candidates.isEmpty, "the assertion's kid names no registered key")
        try check(
            candidates.contains { $0.algorithms.contains(jws.algorithm) }, "the assertion's alg does not fit the key")
        try check(
            candidates.contains { $0.verifies(jws.signature, over: jws.signingInput, algorithm: jws.algorithm) },
            "the assertion's signature is wrong")
    }

    private func checkAudience(_ jws: CompactJWS, _ client: RegisteredClient) throws(Broken) {
        let accepted: [String] =
            switch client.assertionAudience {
            case .issuer: [issuer]
            case .endpoint: [issuer + "/token"]
            case .either: [issuer, issuer + "/token"]
            }
        try check(
            jws.audience.count == 1 && accepted.contains(jws.audience[0]),
            "the assertion's aud must be \(accepted.joined(separator: " or ")) alone")
    }

    private func checkTimes(_ jws: CompactJWS, now: Int) throws(Broken) {
        guard let expiry = jws.date("exp") else { throw Broken(rule: "the assertion has no exp") }
        try check(expiry > now - Self.tolerance, "the assertion has expired")
        if jws.claims["iat"] != nil {
            guard let issued = jws.date("iat") else { throw Broken(rule: "the assertion's iat is not a date") }
            try check(issued <= now + Self.tolerance, "the assertion's iat is in the future")
            try check(issued >= now - Self.longestLife - Self.tolerance, "the assertion's iat is too long ago")
            try check(expiry > issued, "the assertion expires before it was issued")
        }
        try check(expiry <= now + Self.longestLife + Self.tolerance, "the assertion lives too long")
        if jws.claims["nbf"] != nil {
            guard let start = jws.date("nbf") else { throw Broken(rule: "the assertion's nbf is not a date") }
            try check(start <= now + Self.tolerance, "the assertion is not valid yet")
        }
    }

    /// One use only; last of the checks, so that a refused assertion uses nothing up.
    private func spend(_ jws: CompactJWS, _ client: RegisteredClient, _ state: inout SandboxState) throws(Broken) {
        guard let identifier = jws.claims["jti"]?.text, !identifier.isEmpty else {
            throw Broken(rule: "the assertion has no jti")
        }
        let expiry = (jws.date("exp") ?? state.now) + Self.tolerance
        let now = state.now
        let isFresh = state[layout.authority].usedAssertions.insert(
            "\(client.id) \(identifier)", until: expiry + 1, now: now)
        try check(isFresh, "the assertion was used before")
    }
}

extension RegisteredClient {
    /// Reads the keys at the client's address anew once the time of the last reading is over (RO-9, RO-11).
    ///
    /// - Returns: Whether they were read.
    fileprivate mutating func readKeys(_ state: SandboxState) -> Bool {
        guard let keysAddress else { return false }
        if let keysReadAt, state.now < keysReadAt + keysCacheTime { return false }
        let found = state.documents[keysAddress]?["keys"]?.array ?? []
        keys = found.compactMap { try? JSONWebKey.publicKey($0) }
        keysReadAt = state.now
        return true
    }
}
