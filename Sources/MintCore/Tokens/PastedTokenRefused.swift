/// The server answered 401 to a token that was pasted in: nothing of ours can take its place.
public struct PastedTokenRefused: Error, Equatable {
    let name: String
    let host: String
    /// After the status: `: invalid_token, The token expired`; empty where the server gave no reason.
    let why: String
    /// The login that gives the profile another token.
    let command: String
    /// Whether the profile has it; at a login nothing is kept.
    let isKept: Bool

    /// - Parameter challenges: The `WWW-Authenticate` lines of the refusal, as they came.
    init(_ profile: Profile, token: Secret?, challenges: [String], isKept: Bool = true) {
        name = profile.name
        host = profile.server.hostAndPort
        why = Self.words(of: challenges, without: token)
        command = ProfileRecord(profile: profile).loginCommand
        self.isKept = isKept
    }

    /// What the challenge says of the reason; never the token, which an echoing server may put there.
    static func words(of challenges: [String], without token: Secret?) -> String {
        let lines = challenges.map { line in
            guard let token, !token.isEmpty else { return line }
            return token.withText { line.replacing($0, with: "<token>") } ?? line
        }
        let challenge = Challenge.parse(lines).first { $0.error != nil }
        let words = [challenge?.error?.plainLine(limit: 60), challenge?.errorDescription?.plainLine(limit: 200)]
            .compactMap(\.self)
        return words.isEmpty ? "" : ": " + words.joined(separator: ", ")
    }
}

extension PastedTokenRefused: UserFacingError {
    public var headline: String {
        isKept
            ? "\(host) refused the token of \(name.plainLine(limit: 60)) (401\(why))"
            : "\(host) refused the token that was pasted in (401\(why)); nothing was kept"
    }

    public var hint: String? {
        isKept
            ? "It was pasted in, so nothing can renew it. Paste a new one:\n  \(command)"
            : "Is it for this server, whole, and still valid? With another one, log in again."
    }

    public var exitStatus: ExitStatus { .authentication }
}
