public import MintCore

/// What a login wizard asks of the outside. Whatever is secret stays behind these closures: what was typed is handed over
/// once, and what was granted waits there until it is kept or discarded.
public struct LoginServices: Sendable {
    /// Who may grant access to a server; each hop is reported as it ends.
    public var discover:
        @Sendable (ServerWish, _ report: @escaping @Sendable (Trace.Hop) -> Void) async throws ->
            LoginRequest.Discovered
    /// Takes what was typed into a field; an empty one forgets it.
    public var hold: @Sendable (FieldID, Secret) async -> Void
    /// Looks whether a credential can be read, and what it is.
    public var readCredential: @Sendable (CredentialWish) async throws -> CredentialFacts
    /// Makes a private key, which stays here.
    public var makeKey: @Sendable (SigningAlgorithm) async throws -> CredentialFacts
    /// Writes a text that is not secret to a new file.
    public var saveFile: @Sendable (_ text: String, _ path: String) async throws -> Void
    /// The real exchange, and a real `tools/list`; nothing is kept.
    public var tryOut:
        @Sendable (LoginWish, _ report: @escaping @Sendable (LoginNews) -> Void) async throws -> LoginTrial
    /// Keeps what was granted, under a name.
    public var keep: @Sendable (LoginNaming) async throws -> ProfileRecord
    /// Changes only the words that an operator hangs on a profile.
    public var change: @Sendable (ProfileID, LoginNaming) async throws -> ProfileRecord
    /// Forgets all that was typed, made and granted; what was granted is revoked where the server offers that. Answers what
    /// became of it, in plain lines; empty where there was nothing.
    public var discard: @Sendable () async -> [String]
    /// The states of both stores, without a prompt.
    public var storeStates: @Sendable () async -> [StoreName: StoreState]

    /// A server to ask, with what the operator said of it.
    public struct ServerWish: Equatable, Sendable {
        public var server: HTTPURL
        public var issuer: String?
        public var caFile: String?
        public var allowsLegacyDiscovery: Bool

        public init(
            server: HTTPURL, issuer: String? = nil, caFile: String? = nil, allowsLegacyDiscovery: Bool = false
        ) {
            self.server = server
            self.issuer = issuer
            self.caFile = caFile
            self.allowsLegacyDiscovery = allowsLegacyDiscovery
        }
    }

    public init(
        discover:
            @escaping @Sendable (ServerWish, @escaping @Sendable (Trace.Hop) -> Void) async throws ->
            LoginRequest.Discovered,
        hold: @escaping @Sendable (FieldID, Secret) async -> Void,
        readCredential: @escaping @Sendable (CredentialWish) async throws -> CredentialFacts,
        makeKey: @escaping @Sendable (SigningAlgorithm) async throws -> CredentialFacts,
        saveFile: @escaping @Sendable (String, String) async throws -> Void,
        tryOut:
            @escaping @Sendable (LoginWish, @escaping @Sendable (LoginNews) -> Void) async throws ->
            LoginTrial,
        keep: @escaping @Sendable (LoginNaming) async throws -> ProfileRecord,
        change: @escaping @Sendable (ProfileID, LoginNaming) async throws -> ProfileRecord,
        discard: @escaping @Sendable () async -> [String],
        storeStates: @escaping @Sendable () async -> [StoreName: StoreState]
    ) {
        self.discover = discover
        self.hold = hold
        self.readCredential = readCredential
        self.makeKey = makeKey
        self.saveFile = saveFile
        self.tryOut = tryOut
        self.keep = keep
        self.change = change
        self.discard = discard
        self.storeStates = storeStates
    }

    /// For a board that only looks.
    public static let none = LoginServices(
        discover: { _, _ in throw absence }, hold: { _, _ in }, readCredential: { _ in throw absence },
        makeKey: { _ in throw absence }, saveFile: { _, _ in throw absence }, tryOut: { _, _ in throw absence },
        keep: { _ in throw absence }, change: { _, _ in throw absence }, discard: { [] }, storeStates: { [:] })

    private static let absence = Failure(headline: "This board logs nobody in", hint: "Use `mintmark login`.")
}
