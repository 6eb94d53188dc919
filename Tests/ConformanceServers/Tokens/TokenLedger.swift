/// The access tokens that a run's servers believe in, with their scopes.
final class TokenLedger: Sendable {
    private let scopes = Shared<[String: [String]]>([:])
    private let run: Run

    init(_ run: Run) { self.run = run }

    func register(_ token: String, scopes granted: [String]) { scopes.update { $0[token] = granted } }

    /// Looks at a token that a client presents, and records what it thinks of it.
    ///
    /// - Returns: Its scopes; `nil` for a token that is none of ours.
    func verify(_ token: String) -> [String]? {
        guard token.hasPrefix("test-token") || token.hasPrefix("cc-token") else {
            run.record("invalid-bearer-token", .failure, "\(token.prefix(10))…")
            return nil
        }
        let granted = scopes.value[token] ?? []
        run.record("valid-bearer-token", .success)
        return granted
    }

    /// A token that was not there before.
    static func token(_ prefix: String = "test-token") -> String {
        "\(prefix)-\(UInt64.random(in: 0...UInt64.max))"
    }
}
