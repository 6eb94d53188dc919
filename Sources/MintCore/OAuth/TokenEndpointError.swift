/// Everything that a token endpoint can do to us short of granting a token.
public enum TokenEndpointError: Error, Equatable {
    /// An error object (RFC 6749 §5.2).
    case refused(Context, status: Int, code: String, description: String?)
    /// 400, 401 or 403 without an error object.
    case refusedWithoutReason(Context, status: Int, snippet: String)
    /// 429 or 5xx: worth another try later.
    case unavailable(Context, status: Int, retryAfter: Int?, snippet: String)
    case notJSON(Context, status: Int, snippet: String)
    case incomplete(Context, missing: String)
    /// - wantedBound: A DPoP proof was sent, and what came is not bound to its key (DP-4).
    case tokenTypeUnusable(Context, type: String, wantedBound: Bool)
    case lifetimeNotPositive(Context, seconds: Int)
    /// A redirect is never followed with a credential (NET-6).
    case redirected(Context, to: String)

    /// What the words of an error draw on; no value that could be secret.
    public struct Context: Equatable, Sendable {
        public var host: String
        /// `nil` before the profile has a name.
        public var profile: String?
        public var grant: Grant
        /// The wire name of the grant that was asked with.
        public var grantType: String
        public var authentication: ClientAuthentication
        public var settings: ProfileSettings
        public var parameterNames: [String]
        public var scopes: [String]
        public var resource: String?
        public var issuer: String?
        public var tokenEndpoint: HTTPURL
        /// Of what we sign for the client.
        public var audience: String
        /// Seconds that the server's clock is ahead; `nil` where it did not say.
        public var clockSkew: Int?
        /// Seconds of patience that it asks for, with whatever error.
        public var retryAfter: Int?
        public var known = Known()
        /// Whether it is the identity provider that was asked, with a client of its own (EM-1).
        public var isAtIdentityProvider = false

        public init(
            _ profile: Profile, _ request: TokenRequest? = nil, isNamed: Bool = true, clockSkew: Int? = nil
        ) {
            let request = request ?? TokenRequest(profile)
            host = profile.tokenEndpoint.hostAndPort
            self.profile = isNamed ? profile.name : nil
            grant = profile.grant
            grantType = request.grant.type
            if case .tokenExchange = request.grant { isAtIdentityProvider = true }
            authentication = profile.clientAuthentication
            settings = profile.settings
            parameterNames = request.parameterNames
            scopes = request.scopes
            resource = request.resource
            issuer = profile.issuer
            tokenEndpoint = profile.tokenEndpoint
            audience = profile.assertionAudience(at: profile.tokenEndpoint)
            self.clockSkew = clockSkew
        }
    }

    /// What is known of the server and the credential beside the request; no value that could be secret.
    public struct Known: Equatable, Sendable {
        /// That the authorization server lists in its metadata; `nil` where it does not, or was not read.
        public var scopes: [String]?
        public var methods: [String]?
        /// That was used.
        public var credential: CredentialRecord?

        public init() {}

        init(_ metadata: AuthorizationServerMetadata?, _ credential: CredentialRecord?) {
            scopes = metadata?.scopesSupported
            methods = metadata?.listedMethods
            self.credential = credential
        }
    }

    /// The same error with more to say, where more helps.
    public func knowing(_ known: Known) -> TokenEndpointError {
        switch self {
        case .refused(var context, let status, let code, let description):
            context.known = known
            return .refused(context, status: status, code: code, description: description)
        case .refusedWithoutReason(var context, let status, let snippet):
            context.known = known
            return .refusedWithoutReason(context, status: status, snippet: snippet)
        default: return self
        }
    }

    public var context: Context {
        switch self {
        case .refused(let context, _, _, _), .refusedWithoutReason(let context, _, _),
            .unavailable(let context, _, _, _), .notJSON(let context, _, _), .incomplete(let context, _),
            .tokenTypeUnusable(let context, _, _), .lifetimeNotPositive(let context, _), .redirected(let context, _):
            context
        }
    }

    /// For a column: `invalid_client`, `http 503`.
    public var code: String {
        switch self {
        case .refused(_, _, let code, _): code
        case .refusedWithoutReason(_, let status, _), .unavailable(_, let status, _, _): "http \(status)"
        case .notJSON: "not JSON"
        case .incomplete: "incomplete"
        case .tokenTypeUnusable: "token type"
        case .lifetimeNotPositive: "lifetime"
        case .redirected: "redirected"
        }
    }

    /// Whether the same request may succeed in a while.
    var isTransient: Bool {
        switch self {
        case .unavailable: true
        case .refused(_, let status, let code, _):
            // Some servers count wrong proofs, and lock the client out: whatever the status, the same one is not sent again.
            code != "invalid_client"
                && (["temporarily_unavailable", "server_error"].contains(code) || status == 429 || status >= 500)
        default: false
        }
    }
}

extension TokenEndpointError: UserFacingError {
    private var subject: String { context.profile.map { "\($0.plainLine(limit: 60)): " } ?? "" }

    public var headline: String {
        let host = context.isAtIdentityProvider ? "The identity provider \(context.host)" : context.host
        return subject
            + {
                switch self {
                case .refused(_, _, let code, let description):
                    "\(host) refused the token request: \(code)"
                        + (description.map { " (\($0.withoutTraceNumbers))" } ?? "")
                case .refusedWithoutReason(_, let status, let snippet):
                    "\(host) refused the token request with HTTP \(status) and no reason"
                        + (snippet.isEmpty ? "" : ": \(snippet)")
                case .unavailable(_, let status, _, _): "\(host) cannot grant tokens now (HTTP \(status))"
                case .notJSON(_, let status, let snippet):
                    "\(host) answered HTTP \(status) with something that is no token answer"
                        + (snippet.isEmpty ? "" : ": \(snippet)")
                case .incomplete(_, let missing): "\(host) sent a token answer without \(missing)"
                case .tokenTypeUnusable(_, let type, true):
                    "\(host) sent a token of type \(type), which is not bound to our key"
                case .tokenTypeUnusable(_, let type, false):
                    "\(host) sent a token of type \(type), which cannot be used here"
                case .lifetimeNotPositive(_, let seconds): "\(host) sent a token that lives \(seconds) s"
                case .redirected(_, let target): "\(host) redirects the token request to \(target); it was not followed"
                }
            }()
    }

    public var hint: String? {
        switch self {
        case .refused(_, _, let code, let description):
            (isTransient ? Self.patience(context.retryAfter) : nil)
                ?? providerAdvice(code, description) ?? RefusalAdvice(context).text(for: code)
        case .refusedWithoutReason: RefusalAdvice(context).withoutReason
        case .unavailable(_, _, let retryAfter, _): Self.patience(retryAfter)
        case .notJSON where context.isAtIdentityProvider:
            "Is this the identity provider's token endpoint? Check --idp-token-endpoint."
        case .notJSON: "Is \(context.host) the token endpoint? Check --token-endpoint or --issuer."
        case .incomplete, .lifetimeNotPositive: "Report this to the server's operator."
        case .tokenTypeUnusable(_, _, true):
            "The server does not bind tokens (RFC 9449). Log in without --dpop, or ask its operator to turn it on."
        case .tokenTypeUnusable(_, _, false): "Ask the server's operator for Bearer tokens for this client."
        case .redirected: "Name the right endpoint: --token-endpoint URL"
        }
    }

    private static func patience(_ seconds: Int?) -> String {
        seconds.map { "It asks for \($0) s of patience. What is stored is untouched." }
            ?? "What is stored is untouched. Try again in a while."
    }

    /// With the numbers that a provider's support asks for.
    private func providerAdvice(_ code: String, _ description: String?) -> String? {
        guard !context.isAtIdentityProvider else { return nil }
        // Its codes are its own, whatever the host is called.
        let isEntra = description?.contains("AADSTS") == true
        guard let provider = context.provider ?? (isEntra ? ProviderPreset(.entra) : nil) else { return nil }
        let advice = ProviderAdvice(provider).text(code: code, description: description, context: context)
        let numbers = description?.traceNumbers.map { "\nFor its support: \($0)" } ?? ""
        return advice.map { $0 + numbers }
    }

    public var evidence: FailureEvidence? {
        func answered(_ status: Int, _ code: String? = nil) -> FailureEvidence {
            FailureEvidence(method: "POST", url: context.tokenEndpoint.withoutQuery, status: status, code: code)
        }
        return switch self {
        case .refused(_, let status, let code, _): answered(status, code)
        case .refusedWithoutReason(_, let status, _), .unavailable(_, let status, _, _), .notJSON(_, let status, _):
            answered(status)
        case .incomplete, .tokenTypeUnusable, .lifetimeNotPositive, .redirected: nil
        }
    }

    public var exitStatus: ExitStatus {
        switch self {
        case .refused(_, let status, let code, _):
            [
                "invalid_client", "invalid_grant", "unauthorized_client", "access_denied", "interaction_required",
                "login_required", "consent_required", "account_selection_required", "insufficient_user_authentication",
            ].contains(code) || status == 401 || status == 403 ? .authentication : .server
        case .refusedWithoutReason(_, let status, _): status == 401 || status == 403 ? .authentication : .server
        default: .server
        }
    }
}

extension TokenEndpointError.Context {
    /// Whose words the refusal is in, where that is known.
    var provider: ProviderPreset? {
        let issuer = issuer.flatMap { HTTPURL($0) }
        let named = settings.preset.map { ProviderPreset($0, issuer: issuer, tokenEndpoint: tokenEndpoint) }
        let found = named ?? .recognised(issuer: self.issuer, tokenEndpoint: tokenEndpoint)
        return found.name == .generic ? nil : found
    }
}

extension String {
    private var traceStart: Index? { firstRange(of: "Trace ID:")?.lowerBound }

    /// What a person reads of a description that ends in the numbers of its request, as Entra's do.
    fileprivate var withoutTraceNumbers: String {
        guard let start = traceStart else { return self }
        return self[..<start].trimmingSuffix { $0 == " " || $0 == "." }.description
    }

    fileprivate var traceNumbers: String? { traceStart.map { String(self[$0...]) } }
}

extension Substring {
    fileprivate func trimmingSuffix(_ isTrimmed: (Character) -> Bool) -> Substring {
        var rest = self
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
