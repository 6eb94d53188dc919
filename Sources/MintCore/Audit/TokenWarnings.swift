extension JWTClaims {
    /// What an operator should know before a server refuses this token; plain lines in a fixed order.
    ///
    /// - Parameters:
    ///   - resource: The server's identifier as it was asked for.
    ///   - clientID: The profile's client.
    ///   - issuer: The issuer that the profile is bound to; `nil` where none is known.
    ///   - preset: For a remedy that fits the provider.
    public func warnings(
        resource: String, clientID: String, issuer: String?, preset: ProviderPreset = ProviderPreset(.generic),
        at now: Timestamp
    ) -> [String] {
        let audience = audienceWarning(resource: resource, clientID: clientID)
        let isUnbound = audience != nil && preset.name == .keycloak
        return [
            audience,
            isUnbound
                ? ProviderAdvice.audienceRecipe.replacing("{resource}", with: resource.plainLine(limit: 200))
                    .split(separator: "\n").map { $0.trimmingBlanks }.joined(separator: " · ") : nil,
            identityWarning, issuerWarning(issuer), clientWarning(clientID), signatureWarning,
            repeatedClaims.isEmpty
                ? nil
                : "claims come more than once (\(repeatedClaims.prefix(6).map { $0.plainLine(limit: 40) }.joined(separator: ", "))): "
                    + "servers may read others than are shown",
        ].compactMap { $0 } + timeWarnings(at: now)
    }

    /// Whether the token says that it is for this server (RS-3; peers G8, G9).
    private func audienceWarning(resource: String, clientID: String) -> String? {
        let unbound = "token not bound to this resource"
        if audience.contains(resource) { return nil }
        let shown = audience.prefix(4).map { $0.plainLine(limit: 120) }.joined(separator: ", ")
        if audience.isEmpty { return "\(unbound): it has no `aud`" }
        if audience.contains(where: { $0.withoutFinalSlash == resource.withoutFinalSlash }) {
            return
                "`aud` is \(shown) and the resource \(resource.plainLine(limit: 120)): a final slash apart, which strict servers refuse"
        }
        if audience == [clientID] {
            return "\(unbound): `aud` is the client's own id; the issuer does not bind tokens to resources"
        }
        return "\(unbound): `aud` is \(shown)"
    }

    /// Signs of an ID token (RS-5): not for any API.
    private var identityWarning: String? {
        let signs = ["at_hash", "nonce", "c_hash"].filter { payload[$0] != nil }
        guard !signs.isEmpty || text("token_use") == "id" || text("typ") == "ID" else { return nil }
        let shown = signs.isEmpty ? "it says so" : "it has " + signs.map { "`\($0)`" }.joined(separator: " and ")
        return "looks like an ID token (\(shown)): no token for an API"
    }

    private func issuerWarning(_ issuer: String?) -> String? {
        guard let issuer, let found = text("iss"), found != issuer else { return nil }
        return "`iss` is \(found.plainLine(limit: 160)), not the profile's issuer"
    }

    private func clientWarning(_ clientID: String) -> String? {
        guard let found = self.clientID, found != clientID else { return nil }
        return "it was issued to another client: \(found.plainLine(limit: 120))"
    }

    private var signatureWarning: String? {
        guard let algorithm = header["alg"]?.text else { return "its header names no algorithm" }
        return algorithm.lowercased() == "none" ? "it is not signed (alg none): any server must refuse it" : nil
    }

    private func timeWarnings(at now: Timestamp) -> [String] {
        var warnings: [String] = []
        if let end = moment("exp") {
            if end <= now { warnings.append("it ended at \(end.utcText)") }
        } else {
            warnings.append(payload["exp"] == nil ? "it has no `exp`" : "its `exp` is no moment in time")
        }
        if let start = moment("nbf"), start > now + 60 { warnings.append("it is not valid before \(start.utcText)") }
        return warnings
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String { String(drop { $0 == " " }) }
}
