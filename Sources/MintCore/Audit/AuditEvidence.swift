/// What was seen of a server and its authorization server: all that an audit judges. Collected elsewhere; a rule whose part
/// is missing says that it was not checked.
public struct AuditEvidence: Equatable, Sendable {
    /// In canonical form (``ResourceIdentifier/canonical(_:)``).
    public var server: HTTPURL
    /// How machines log in here: some rules depend on it.
    public var grant: Grant
    /// To a POST without a token.
    public var unauthenticated: Answer?
    /// Why the server answered nothing that can be judged, although it is there: its certificate, or a body without end.
    public var unanswered: String?
    /// The protected-resource metadata, wherever it was looked for; what is not there too.
    public var resourceDocuments: [Document] = []
    /// The issuer as the resource's metadata lists it, or as the operator named it.
    public var issuer: String?
    /// The authorization server's metadata, wherever it was looked for; what is not there too.
    public var serverDocuments: [Document] = []
    /// Of each host that was met over TLS; empty where none was looked at.
    public var certificates: [Certificate] = []
    /// Hosts that a server named and that turned out to be in a more private network than it (NET-4).
    public var privateHosts: Set<String> = []
    /// Of a live token request; never the token.
    public var token: TokenFacts?
    /// Whether a token was asked for in vain.
    public var tokenIsRefused = false
    /// To a request with a token that was never issued.
    public var garbageToken: Answer?
    /// To a request with a token that has ended.
    public var expiredToken: Answer?
    public var assertionTrial: AssertionTrial?
    /// The ids under `capabilities.extensions`; `nil` where the server's capabilities were not read.
    public var extensions: [String]?
    /// What another server said to this server's token.
    public var secondResource: SecondResource?
    /// Whether a client registration without a token was let in; `nil` where it was not tried.
    public var registrationIsOpen: Bool?

    public init(server: HTTPURL, grant: Grant = .clientCredentials) {
        self.server = server
        self.grant = grant
    }

    /// An answer of the server.
    public struct Answer: Equatable, Sendable {
        public var status: Int
        /// The `WWW-Authenticate` field lines as they came.
        public var challengeLines: [String]

        public init(status: Int, challengeLines: [String] = []) {
            self.status = status
            self.challengeLines = challengeLines
        }

        public var challenges: [Challenge] { Challenge.parse(challengeLines) }
    }

    /// One place where metadata was looked for.
    public struct Document: Equatable, Sendable {
        public var place: Place
        public var url: HTTPURL
        /// `nil` where nothing answered.
        public var status: Int?
        public var contentType: String?
        public var cacheControl: String?
        public var expires: String?
        /// Where redirects led, in order.
        public var redirects: [String]
        /// `nil` where the body is no JSON.
        public var json: JSONValue?
        /// Why nothing is known of what is there, after its address: `was not asked: …`; one plain line.
        public var trouble: String?
        /// Of the address that answered, where it was looked at.
        public var range: AddressRange?

        public init(
            _ place: Place, _ url: HTTPURL, status: Int?, contentType: String? = nil, cacheControl: String? = nil,
            expires: String? = nil, redirects: [String] = [], json: JSONValue? = nil, trouble: String? = nil,
            range: AddressRange? = nil
        ) {
            self.place = place
            self.url = url
            self.status = status
            self.contentType = contentType
            self.cacheControl = cacheControl
            self.expires = expires
            self.redirects = redirects
            self.json = json
            self.trouble = trouble
            self.range = range
        }

        /// The document, where there is one.
        public var members: [String: JSONValue]? { status == 200 ? json?.members : nil }
    }

    /// Where a document was looked for, in the order in which clients do.
    public enum Place: Int, Comparable, CaseIterable, Sendable {
        /// Of the resource (PRM-1): named by the challenge, by the server's path, at the root.
        case challenge, path, root
        /// Of the authorization server (AS-1): RFC 8414, OpenID Connect by insertion, OpenID Connect appended.
        case oauth, openID, openIDAppended
        /// Where no client looks.
        case elsewhere

        public static func < (a: Place, b: Place) -> Bool { a.rawValue < b.rawValue }
    }

    public struct Certificate: Equatable, Sendable {
        public var host: String
        /// Why it does not hold; `nil` for a valid one.
        public var problem: String?
        public var daysLeft: Int?

        public init(host: String, problem: String? = nil, daysLeft: Int? = nil) {
            self.host = host
            self.problem = problem
            self.daysLeft = daysLeft
        }
    }

    /// All of a token answer but what it is for.
    public struct TokenFacts: Equatable, Sendable {
        public var cacheControl: String?
        /// Seconds.
        public var expiresIn: Int?
        public var hasRefreshToken: Bool
        public var tokenType: String?

        public init(cacheControl: String?, expiresIn: Int?, hasRefreshToken: Bool, tokenType: String?) {
            self.cacheControl = cacheControl
            self.expiresIn = expiresIn
            self.hasRefreshToken = hasRefreshToken
            self.tokenType = tokenType
        }
    }

    /// What became of assertions with one audience or the other (AU-28).
    public enum AssertionTrial: Equatable, Sendable {
        case issuerAccepted
        /// The issuer was refused and the token endpoint's URL was not.
        case endpointOnly
        /// The issuer was refused, and this audience, which the operator set, was not.
        case only(String)
        /// Both were refused, the issuer with this error.
        case refused(String)
    }

    public struct SecondResource: Equatable, Sendable {
        public var url: HTTPURL
        public var status: Int

        public init(url: HTTPURL, status: Int) {
            self.url = url
            self.status = status
        }
    }
}
