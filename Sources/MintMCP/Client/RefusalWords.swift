import MintCore

/// What the `WWW-Authenticate` lines of a refusal give an error message (RFC 6750 §3): cleaned, and cut to what a line bears.
struct RefusalWords: Equatable, Sendable {
    var error: String?
    var errorDescription: String?
    /// In the order given.
    var scopes: [String] = []

    /// - Parameter lines: Field lines as received. The first challenge that names an error speaks, else the first that describes
    ///   one, else the first that names scopes.
    init(_ lines: [String]) {
        let challenges = Challenge.parse(lines)
        let speaking =
            challenges.first { $0.error != nil } ?? challenges.first { $0.errorDescription != nil }
            ?? challenges.first { $0.scopes != nil }
        error = speaking?.error.map { $0.plainLine(limit: 60) }
        errorDescription = speaking?.errorDescription.map { $0.plainLine(limit: 200) }
        scopes = (speaking?.scopes ?? []).joined(separator: " ").plainLine(limit: 400)
            .split(separator: " ").map(String.init)
    }
}
