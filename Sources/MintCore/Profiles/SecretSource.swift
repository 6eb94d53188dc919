/// Where a secret that is not ours to keep is read, fresh each time: a platform's assertion, a subject token.
public enum SecretSource: Equatable, Sendable {
    case file(String)
    /// A program and its arguments; what it prints is the secret.
    case command([String])
    /// The *name* of an environment variable.
    case environment(String)
}

extension SecretSource: Codable {
    private enum CodingKeys: String, CodingKey { case file, command, environment }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let path = try container.decodeIfPresent(String.self, forKey: .file) {
            self = .file(path)
        } else if let words = try container.decodeIfPresent([String].self, forKey: .command) {
            self = .command(words)
        } else {
            self = .environment(try container.decode(String.self, forKey: .environment))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .file(let path): try container.encode(path, forKey: .file)
        case .command(let words): try container.encode(words, forKey: .command)
        case .environment(let name): try container.encode(name, forKey: .environment)
        }
    }
}

extension SecretSource {
    /// For a message: what it is, never what it gives.
    public var words: String {
        switch self {
        case .file(let path): "the file \(path.plainLine(limit: 120))"
        case .command(let words): "the command \((words.first ?? "").plainLine(limit: 120))"
        case .environment(let name): "the variable \(name.plainLine(limit: 60))"
        }
    }
}

/// Reads a source at the moment of use.
///
/// - Throws: ``SecretSourceError``; `CancellationError`.
public typealias SecretSourceReader = @Sendable (SecretSource) async throws -> Secret

/// Why a source gave nothing.
public enum SecretSourceError: Error, Equatable {
    case unreadable(SecretSource, reason: String)
    case empty(SecretSource)
    /// The command ended with a status other than 0, or was killed by a signal (negative).
    case commandFailed(SecretSource, status: Int32)
    case timedOut(SecretSource, seconds: Int)
    case tooLarge(SecretSource)
}

extension SecretSourceError: UserFacingError {
    public var source: SecretSource {
        switch self {
        case .unreadable(let source, _), .empty(let source), .commandFailed(let source, _), .timedOut(let source, _),
            .tooLarge(let source):
            source
        }
    }

    public var headline: String {
        switch self {
        case .unreadable(.command(let words), let reason):
            "\(SecretSource.command(words).words) could not be run: \(reason)"
        case .unreadable(let source, let reason): "\(source.words) could not be read: \(reason)"
        case .empty(let source): "\(source.words) is empty"
        case .commandFailed(let source, let status) where status < 0: "\(source.words) was killed by signal \(-status)"
        case .commandFailed(let source, let status): "\(source.words) ended with status \(status)"
        case .timedOut(let source, let seconds): "\(source.words) gave nothing within \(seconds) s"
        case .tooLarge(let source): "\(source.words) gave more than 64 KiB"
        }
    }

    public var hint: String? { "It must give the token alone. Nothing was sent." }
    public var exitStatus: ExitStatus { .local }
}

/// The identity provider of an enterprise-managed authorization (facts, section 18): where a person's token is exchanged
/// for an assertion that the server's authorization server takes.
public struct IdentityProvider: Equatable, Sendable, Codable {
    public var tokenEndpoint: HTTPURL
    /// The client at the identity provider.
    public var clientID: String
    /// Where that client's secret is read; `nil` for a public client.
    public var clientSecretSource: SecretSource?
    /// Where the person's token is read.
    public var subjectTokenSource: SecretSource
    /// A token type URN (RFC 8693 §3).
    public var subjectTokenType = "urn:ietf:params:oauth:token-type:id_token"

    public init(
        tokenEndpoint: HTTPURL, clientID: String, clientSecretSource: SecretSource? = nil,
        subjectTokenSource: SecretSource, subjectTokenType: String = "urn:ietf:params:oauth:token-type:id_token"
    ) {
        self.tokenEndpoint = tokenEndpoint
        self.clientID = clientID
        self.clientSecretSource = clientSecretSource
        self.subjectTokenSource = subjectTokenSource
        self.subjectTokenType = subjectTokenType
    }
}
