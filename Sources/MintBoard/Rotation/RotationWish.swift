public import MintCore

/// What an operator wants of a rotation, in words that a screen may hold: no secret is in it. What was typed is with the
/// ``RotationServices``, under its field's name.
public struct RotationWish: Equatable, Sendable {
    public enum Source: Equatable, Sendable {
        /// Typed, pasted or in a file.
        case given(CredentialWish)
        /// A key that is made here.
        case made(SigningAlgorithm)
        /// The server's client configuration endpoint (RFC 7592).
        case registration
        /// A program, as typed; it is run without a shell.
        case command(String)
    }

    public enum Publication: Equatable, Sendable {
        case file(String)
        case command(String)
        case registration
    }

    public var source: Source
    public var overlap: Rotation.Overlap
    public var isCompromise: Bool
    /// `nil`: somebody registers the key by hand.
    public var publication: Publication?
    /// Seconds that the server keeps a published JWK set (RO-9).
    public var cacheTime: Int
    /// When the operator knows that the new one ends.
    public var expiresAt: Timestamp?
    /// The client's address at its configuration endpoint, where only the operator knows it; its token was typed into
    /// ``RotationField/registrationToken``.
    public var registration: HTTPURL?

    public init(
        _ source: Source, overlap: Rotation.Overlap = .unknown, isCompromise: Bool = false,
        publication: Publication? = nil, cacheTime: Int = 900, expiresAt: Timestamp? = nil, registration: HTTPURL? = nil
    ) {
        self.source = source
        self.overlap = overlap
        self.isCompromise = isCompromise
        self.publication = publication
        self.cacheTime = cacheTime
        self.expiresAt = expiresAt
        self.registration = registration
    }
}

/// What is done with a rotation that is open.
public enum RotationAct: Equatable, Sendable {
    /// The one step that comes next; while a server's cache lasts, tried again and again.
    case goOn(mayRepeat: Bool)
    case retire, rollBack, abandon
}
