import MintCore

/// How each scenario wants its token obtained.
enum SignIn {
    static func tokens(for assignment: Assignment, with services: Services) async throws -> any TokenSource {
        guard assignment.scenario.hasPrefix("auth/") else { return AnonymousTokenSource() }
        switch assignment.scenario.dropFirst("auth/".count) {
        case "client-credentials-jwt":
            return try await MachineSignIn(services: services).byKey(assignment)
        case "client-credentials-basic":
            return try await MachineSignIn(services: services).bySecret(assignment)
        default:
            throw Assignment.Misfit.unknownScenario(assignment.scenario)
        }
    }
}

/// A machine that proves itself with what the context gives it.
struct MachineSignIn: Sendable {
    let services: Services

    func byKey(_ assignment: Assignment) async throws -> any TokenSource {
        let key = try SigningKey(Secret(try assignment.given("private_key_pem")))
        var settings = ProfileSettings()
        settings.keyAlgorithm = SigningAlgorithm(rawValue: try assignment.given("signing_algorithm"))
        return try await signIn(assignment, .key(key), settings)
    }

    func bySecret(_ assignment: Assignment) async throws -> any TokenSource {
        try await signIn(assignment, .secret(Secret(try assignment.given("client_secret"))), ProfileSettings())
    }

    private func signIn(
        _ assignment: Assignment, _ credential: Credential, _ settings: ProfileSettings
    ) async throws -> any TokenSource {
        let request = LoginRequest(
            server: assignment.server, clientID: try assignment.given("client_id"), credential: credential,
            settings: settings, store: .vault)
        let plan = try await services.logins.plan(request)
        let record = try await services.logins.perform(plan)
        return services.tokens(of: record.id)
    }
}
