public import MintCore

/// Collects what the rules of an audit judge: what anybody can see of a server, and with a profile what only a login shows.
public struct AuditService: Sendable {
    let connection: any ConnectionProbe
    let discovery: Discovery
    let transport: any HTTPTransport
    let tokens: TokenService
    let introspection: TokenIntrospection
    let identity: ClientIdentity
    let now: WallClock

    /// - Parameter discovery: Asks servers; its cache is not used.
    public init(
        connection: any ConnectionProbe, discovery: Discovery, transport: any HTTPTransport, tokens: TokenService,
        introspection: TokenIntrospection, identity: ClientIdentity, now: @escaping WallClock
    ) {
        self.connection = connection
        self.discovery = discovery
        self.transport = transport
        self.tokens = tokens
        self.introspection = introspection
        self.identity = identity
        self.now = now
    }

    /// What is to be audited.
    public struct Question: Sendable {
        /// In canonical form (``ResourceIdentifier/canonical(_:)``).
        public var server: HTTPURL
        /// The operator's choice among those that the server lists, or in place of them; `nil` takes the first.
        public var issuer: String?
        public var caFile: String?
        /// Whose credential and token go out; `nil` for what anybody can see.
        public var profile: ProfileRecord?
        /// A server that should refuse the profile's token (AU-23): it is shown the token.
        public var other: HTTPURL?

        public init(
            server: HTTPURL, issuer: String? = nil, caFile: String? = nil, profile: ProfileRecord? = nil,
            other: HTTPURL? = nil
        ) {
            self.server = server
            self.issuer = issuer
            self.caFile = caFile
            self.profile = profile
            self.other = other
        }
    }

    /// - Throws: ``TransportError`` where the server cannot be reached; `CancellationError`. What goes wrong in a live check is
    ///   in the result.
    public func audit(
        _ question: Question, observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> AuditResult {
        let profile = question.profile?.profile
        var evidence = try await discovery.survey(
            question.server, grant: profile?.grant ?? .clientCredentials, issuer: question.issuer ?? profile?.issuer,
            caFile: question.caFile, observe: observe)
        var live: LiveResult?
        var notices = Self.notices(evidence, question)
        if let record = question.profile {
            if evidence.unanswered != nil {
                notices.append(
                    "the server gave no answer that can be judged; no credential was sent, nothing live was tried")
            } else if let strangers = Self.strangers(evidence, record.profile) {
                // REG-6: its credential stays here.
                notices.append(
                    "the server names \(strangers), not the profile's issuer; no credential was sent, nothing live was tried"
                )
            } else {
                var trial = LiveTrial(service: self, question: question, record: record, observe: observe)
                try await trial.run(&evidence)
                live = trial.result
                notices += trial.notices
            }
        }
        evidence.certificates += await certificates(of: evidence, question)
        try Task.checkCancellation()
        return AuditResult(report: AuditReport(evidence), issuer: evidence.issuer, notices: notices, live: live)
    }

    /// The issuers that are listed in place of the profile's; `nil` where it is listed, or where none is.
    private static func strangers(_ evidence: AuditEvidence, _ profile: Profile) -> String? {
        guard let issuer = profile.issuer, !evidence.listedIssuers.isEmpty, !evidence.lists(issuer: issuer) else {
            return nil
        }
        return evidence.listedIssuers.prefix(4).map { $0.plainLine(limit: 120) }.joined(separator: ", ")
    }

    private static func notices(_ evidence: AuditEvidence, _ question: Question) -> [String] {
        guard let issuer = evidence.issuer else { return [] }
        let listed = evidence.listedIssuers
        if let asked = question.issuer, !listed.isEmpty, !evidence.lists(issuer: asked) {
            return ["the server does not list \(asked.plainLine(limit: 160)); it is judged because you named it"]
        }
        guard listed.count > 1, question.issuer == nil else { return [] }
        return [
            "the server lists \(listed.count) issuers; this is about \(issuer.plainLine(limit: 160)) (--issuer URL for another)"
        ]
    }
}

/// An audit's outcome.
public struct AuditResult: Sendable {
    public var report: AuditReport
    /// The one that was judged.
    public var issuer: String?
    /// What an operator should know beside the findings; plain lines without full stop.
    public var notices: [String]
    /// What a profile's login showed; `nil` where nothing was tried.
    public var live: LiveResult?

    /// A profile that cannot get or use its token is a matter of authentication, whatever its server says and is published;
    /// a store that is not ready says nothing of either.
    public var exitStatus: ExitStatus {
        guard let failure = live?.failure, report.verdict != .notReady else { return report.exitStatus }
        return [.store, .interrupted].contains(failure.exitStatus) ? failure.exitStatus : .authentication
    }
}

/// What a login showed beside the evidence.
public struct LiveResult: Sendable {
    /// Why the profile cannot get its token, or the server does not take it.
    public var failure: Failure?
    /// Whom the token stands for; `nil` where there was none.
    public var principal: PrincipalVerdict?
    /// What the token turned out to be, in words.
    public var reading: String?
    /// What an operator should know of the token; plain lines.
    public var warnings: [String] = []
    /// What the authorization server said of the token; `nil` where it was not asked or did not tell.
    public var isActive: Bool?
}
