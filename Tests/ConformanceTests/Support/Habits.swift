/// What a hand-written client does wrong; as it stands it does everything right.
struct Habits: Sendable {
    // Discovery
    /// Asks the root for a document before the place where it is.
    var looksAtRootFirst = false
    var comparesResource = true
    var comparesMetadataIssuer = true

    // Authorization code
    var comparesIssuer = IssuerComparison.exact
    var sendsChallenge = true
    var sendsVerifier = true
    var sendsResource = true
    var resourceAtToken: String?
    /// `nil` asks for what the challenge or the metadata names.
    var scope: String?
    var unitesScopes = true
    var stepsUp = true
    var mostAuthorizations = 3
    var usesDocument = true
    var registersAsNative = true
    var wantsRefreshTokens = true
    var keepsRegistration = false
    /// `nil` uses what the server lists.
    var method: String?

    // Machines
    var grantType: String?
    var audience: String?
    var clientID: String?
    var secret: String?
    var usesJWT = "valid_jwt"
    var retriesRefusal = false
    var fallsBack = false
    var leavesOut: Set<String> = []

    // DPoP
    var provesAtToken = true
    var presentsAs = "DPoP"
    var repeatsProof = false
    var usesServerNonce = true
    var usesResourceNonce = true

    // MCP
    var sendsVersionHeader = true
    var clientInfo = true
    var retriesVersion = true
    var mirrorsMethod = true
    var mirrorsArguments = true
    var wrapsArguments = true
    var mirrorsNull = false
    var callsInvalidTools = false
    var comesBack = true
    var sendsLastEventID = true
    var fetchesReferences = false
    var stripsSchema = false
    var arguments = #"{"a":1,"b":2}"#

    enum IssuerComparison: Sendable {
        case exact, normalizing, none
    }
}
