/// A change of a profile's credential, as far as it has come. A value without a secret: events change it, and it says which
/// step comes next (design, section 8; RO-3).
public struct Rotation: Equatable, Sendable {
    public enum State: String, Sendable, CaseIterable, Codable {
        /// Decided on; nothing has been asked of anybody.
        case proposed
        /// A server or a command was asked for a credential; whether it made one is not known before its answer is kept.
        case sent
        /// The new credential is in the store; nobody uses it yet.
        case staged
        /// It obtained a real token.
        case verified
        /// The profile uses it; the old one is kept.
        case committed
        /// Both are kept until the operator's date.
        case overlapping
        /// The old one is shown to be refused, and removed.
        case retired
        /// The profile uses the old one again; the new one is kept.
        case rolledBack = "rolled-back"
        /// Given up.
        case abandoned
    }

    /// Where the new credential comes from.
    public enum Source: Equatable, Sendable, Codable {
        /// From an operator: typed, piped, or in a file.
        case pasted
        /// A key that was made here.
        case made
        /// The server's client configuration endpoint (RFC 7592).
        case registration
        /// What an operator's program prints.
        case command([String])
    }

    /// What an operator knows about how long the server takes both (RO-2).
    public enum Overlap: Equatable, Sendable, Codable {
        case none, unknown
        /// Seconds from the moment that the profile uses the new one.
        case lasting(Int)
    }

    /// Where the public keys are published.
    public enum Publication: Equatable, Sendable, Codable {
        /// A JWK set that a web server gives out.
        case file(String)
        /// A program that takes the JWK set on its standard input.
        case command([String])
        /// The client's own registration (RFC 7592): its `jwks`.
        case registration
    }

    /// An access token that the credential before obtained, kept to be revoked with it.
    public struct OldToken: Equatable, Sendable, Codable {
        public var generation: Int
        public var expiresAt: Timestamp?

        public init(generation: Int, expiresAt: Timestamp?) {
            self.generation = generation
            self.expiresAt = expiresAt
        }
    }

    /// What the answer of a client configuration endpoint is of (RFC 7592).
    public enum Asking: String, Sendable, CaseIterable, Codable {
        /// An update, which may make a new secret.
        case update
        /// A read before anything was asked for.
        case lookup
        /// A read after an update whose answer was never kept.
        case recovery
        /// An update that tells the public keys.
        case publication
        /// A read of what such an update must repeat (RO-5).
        case metadata
    }

    /// What a rotation is begun with.
    public struct Plan: Equatable, Sendable, Codable {
        public var source: Source
        public var kind: KeyringKey.Kind
        public var use: CredentialUse
        public var overlap: Overlap
        /// The old credential is in wrong hands: no overlap, and everything it obtained is revoked.
        public var isCompromise: Bool
        public var publication: Publication?
        /// Seconds that the server keeps a published JWK set (RO-9).
        public var cacheTime: Int

        public init(
            source: Source, kind: KeyringKey.Kind, use: CredentialUse, overlap: Overlap = .unknown,
            isCompromise: Bool = false, publication: Publication? = nil, cacheTime: Int = 900
        ) {
            self.source = source
            self.kind = kind
            self.use = use
            self.overlap = overlap
            self.isCompromise = isCompromise
            self.publication = publication
            self.cacheTime = cacheTime
        }
    }

    /// The generation that was first reserved for its new credential: no two rotations of a profile have the same.
    public let number: Int
    /// Grows with every write; a writer that saw another one is told (``RotationJournal/write(_:of:)``).
    public internal(set) var revision = 1
    public internal(set) var state: State = .proposed
    /// The step that was begun and whose outcome is not written yet.
    public internal(set) var intent: Step?
    public internal(set) var plan: Plan
    public let startedAt: Timestamp
    public internal(set) var changedAt: Timestamp

    /// The generation that is reserved for the new credential until it is staged; an item may be there.
    public internal(set) var place: Int?
    /// The generation, among the registration tokens, that is reserved for a whole answer of the client configuration
    /// endpoint until all of it is kept (RO-6); an item may be there.
    public internal(set) var answer: Int?
    /// What was asked; `nil` without an answer's place.
    public internal(set) var asking: Asking?
    /// The new credential once it is staged, until it is the current one; after a rollback again.
    public internal(set) var next: CredentialRecord?
    /// The credential before, from the commit on.
    public internal(set) var previous: CredentialRecord?
    /// How that one proved the client.
    public internal(set) var previousUse: CredentialUse?
    /// The token that the new credential obtained, from the verification to the commit.
    public internal(set) var token: TokenRecord?
    public internal(set) var oldToken: OldToken?
    /// When the set of both public keys, or at the end that of the new one alone, was published.
    public internal(set) var publishedAt: Timestamp?
    /// Whether the old key was taken out of what is published.
    public internal(set) var isOldKeyWithdrawn = false
    /// When the overlap ends; `nil` where nobody said.
    public internal(set) var retireAt: Timestamp?
    /// How often the source was asked.
    public internal(set) var askings = 0
    /// Why the last step failed; `nil` once one went well.
    public internal(set) var failure: ContactFailure?

    public init(_ plan: Plan, place: Int, at moment: Timestamp) {
        number = place
        self.plan = plan
        self.place = place
        startedAt = moment
        changedAt = moment
    }

    /// Whether it still has something to do, or keeps something that a login must not pull away.
    public var isOpen: Bool {
        switch state {
        case .retired, .abandoned: false
        default: true
        }
    }
}
