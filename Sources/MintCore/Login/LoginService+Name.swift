extension LoginService {
    /// The name that a login gets, and the profile that it would replace: the one of the operator's name; else the host,
    /// then `host-2` …, where the first of the same server and client is meant.
    ///
    /// - Throws: ``LoginError/nameOfAnotherServer(_:_:)``, ``StateError``.
    public func name(
        for server: HTTPURL, clientID: String?, grant: Grant = .clientCredentials, asked: String?
    ) async throws -> (name: String, existing: ProfileRecord?) {
        if let asked {
            let existing = try await profiles.record(named: asked)
            if let existing, existing.profile.server.text != server.text {
                throw LoginError.nameOfAnotherServer(asked, existing.profile.server.text)
            }
            return (asked, existing)
        }
        var number = 1
        while true {
            let name = number == 1 ? server.hostAndPort : "\(server.hostAndPort)-\(number)"
            guard let existing = try await profiles.record(named: name) else { return (name, nil) }
            let profile = existing.profile
            let isSame =
                profile.server.text == server.text && (clientID == nil || profile.clientID == clientID)
            if isSame, profile.grant == grant { return (name, existing) }
            number += 1
        }
    }
}
