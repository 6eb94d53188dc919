/// What is wrong with a login before anything is asked of anybody.
public enum LoginError: Error, Equatable {
    case badName(String, reason: String)
    case nameOfAnotherServer(String, String)
    case badTag(String, reason: String)
    case emptyClientID, emptySecret
    /// The grant cannot do without it; the words name the flag.
    case missing(Grant, what: String, flags: String)
    /// The grant has no use for it.
    case needless(Grant, what: String)
    /// The server binds tokens, and the profile does not (DP-7).
    case wantsDPoP(server: HTTPURL)
    case badScope(String)
    case reservedParameter(String)
}

extension LoginError: UserFacingError {
    public var headline: String {
        switch self {
        case .badName(let name, let reason):
            "The profile name \"\(name.plainLine(limit: 60))\" cannot be used: \(reason)"
        case .nameOfAnotherServer(let name, let server):
            "The profile \(name.plainLine(limit: 60)) is for another server: \(server)"
        case .badTag(let tag, let reason): "The tag \"\(tag.plainLine(limit: 60))\" cannot be used: \(reason)"
        case .emptyClientID: "The client id is empty"
        case .emptySecret: "The client secret is empty"
        case .missing(let grant, let what, _): "\(grant.rawValue) needs \(what)"
        case .needless(let grant, let what): "\(grant.rawValue) has no use for \(what)"
        case .wantsDPoP(let server): "\(server) takes only tokens that are bound to a key (DPoP)"
        case .badScope(let scope):
            "\"\(scope.plainLine(limit: 60))\" is no scope: printable ASCII without quotes and backslashes"
        case .reservedParameter(let name): "The parameter \(name) is Mintmark's own to send"
        }
    }

    public var hint: String? {
        switch self {
        case .badName: "Letters of any script, digits, spaces inside, and punctuation are fine; at most 64 characters."
        case .nameOfAnotherServer: "Choose another --profile name, or `mintmark rename` the old one."
        case .badTag: "A tag is one word, such as: prod, billing, team:data"
        case .emptyClientID: "Give it with --client-id."
        case .emptySecret: "The file, variable or pipe that should hold it gave nothing."
        case .missing(_, _, let flags): "Give it with \(flags)."
        case .needless(let grant, _): "`mintmark help login` says what --grant \(grant.rawValue) takes."
        case .wantsDPoP: "Add --dpop: a key is made for the profile and kept in its store."
        case .badScope: "Separate scopes by spaces: --scope \"tools:read tools:call\""
        case .reservedParameter: "Its value comes from a flag of its own; see `mintmark help login`."
        }
    }

    public var exitStatus: ExitStatus { .local }

    static func check(_ request: LoginRequest) throws(LoginError) {
        if let name = request.name { try checkName(name) }
        if case .secret(let secret) = request.credential, secret.isEmpty { throw .emptySecret }
        if request.clientID?.isEmpty == true { throw .emptyClientID }
        if let scope = request.scopes?.first(where: { !Scopes.isToken($0) }) { throw .badScope(scope) }
        if let parameter = request.settings.parameters.first(where: { TokenRequest.reservedNames.contains($0.name) }) {
            throw .reservedParameter(parameter.name)
        }
        try checkMaterial(request)
    }

    /// What each grant needs and cannot use.
    private static func checkMaterial(_ request: LoginRequest) throws(LoginError) {
        let (grant, settings) = (request.grant, request.settings)
        if grant == .clientCredentials || grant == .enterprise, request.clientID == nil {
            throw .missing(grant, what: "a client id", flags: "--client-id ID")
        }
        if grant == .clientCredentials || grant == .enterprise, request.credential == nil {
            throw .missing(
                grant, what: "a credential",
                flags: "--client-secret-stdin, --client-secret-file F, --client-secret-env NAME or --client-key FILE")
        }
        if grant == .jwtBearer, settings.assertionSource == nil {
            throw .missing(
                grant, what: "an assertion",
                flags: "--assertion-file F, --assertion-command C or --assertion-env NAME")
        }
        if grant == .enterprise, settings.identityProvider == nil {
            throw .missing(
                grant, what: "an identity provider",
                flags: "--idp-token-endpoint URL, --idp-client-id ID and --subject-token-file F")
        }
        if grant == .static, request.pasted == nil {
            throw .missing(grant, what: "a token", flags: "--token-stdin, --token-file F or --token-env NAME")
        }
        if grant == .static || grant == .jwtBearer, request.credential != nil {
            throw .needless(grant, what: "a client credential")
        }
        if grant == .static, settings.usesDPoP { throw .needless(grant, what: "--dpop") }
    }

    /// Names are free text that a terminal and a shell can live with.
    public static func checkName(_ name: String) throws(LoginError) {
        if name.isEmpty { throw .badName(name, reason: "it is empty") }
        if name.count > 64 { throw .badName(name, reason: "it is longer than 64 characters") }
        if name.unicodeScalars.contains(where: { !$0.isSafeToShow }) {
            throw .badName(name, reason: "it has control or invisible characters")
        }
        if name.first == "-" || name.first == "@" { throw .badName(name, reason: "it starts with \(name.prefix(1))") }
        if name.first?.isWhitespace == true || name.last?.isWhitespace == true {
            throw .badName(name, reason: "it starts or ends with a space")
        }
    }
}
