extension LoginService {
    /// The name that a request's profile gets, and the profile whose place it takes.
    func target(of request: LoginRequest) async throws -> (name: String, existing: ProfileRecord?) {
        switch request.target {
        case .byName:
            return try await name(
                for: request.server, clientID: request.clientID, grant: request.grant, asked: request.name)
        case .new: return (try await freeName(for: request.server, asked: request.name), nil)
        case .profile(let id):
            guard let record = try await profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
            return (record.profile.name, record)
        }
    }

    /// A name that nobody has: the asked one, else the host, then `host-2` …
    ///
    /// - Throws: ``LoginError``, ``StateError/nameTaken(_:)``.
    public func freeName(for server: HTTPURL, asked: String? = nil) async throws -> String {
        if let asked {
            try LoginError.checkName(asked)
            guard try await profiles.record(named: asked) == nil else { throw StateError.nameTaken(asked) }
            return asked
        }
        var number = 1
        while true {
            let name = number == 1 ? server.hostAndPort : "\(server.hostAndPort)-\(number)"
            if try await profiles.record(named: name) == nil { return name }
            number += 1
        }
    }

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
