/// What the browser brought back (RFC 6749 §4.1.2), checked against the request before a word of it is believed.
public struct AuthorizationResponse: Sendable {
    public let code: Secret

    /// - Parameters:
    ///   - text: A redirect URL, its path and query, its query, or, pasted by a person, the bare code.
    ///   - request: What was asked.
    /// - Throws: ``AuthorizationError``.
    public init(_ text: String, to request: AuthorizationRequest) throws(AuthorizationError) {
        let text = text.plainEnds
        guard let fields = Self.fields(of: text) else {
            // A person typed the code alone: PKCE still binds it to this request, but no `iss` came with it.
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .unreadable }
            guard !request.promisesIssuer else { throw .bareCode }
            code = Secret(text)
            return
        }
        guard fields["state"]?.isIdentical(to: request.state) == true else { throw .stateMismatch }
        try Self.checkIssuer(fields["iss"], request)
        if let error = fields["error"] {
            throw .refused(
                code: error.plainLine(limit: 60), description: fields["error_description"]?.plainLine(limit: 300))
        }
        guard let found = fields["code"], !found.isEmpty else { throw .noCode }
        code = Secret(found)
    }

    /// The table of IS-2; compared byte for byte after one form-decoding (IS-3). Nothing else of a mismatching answer is
    /// looked at, its error texts included (IS-4).
    private static func checkIssuer(
        _ issuer: String?, _ request: AuthorizationRequest
    ) throws(AuthorizationError) {
        switch issuer {
        case nil where request.promisesIssuer: throw .issuerMissing(expected: request.issuer ?? "")
        case nil: return
        case let issuer?:
            guard let expected = request.issuer else { return }
            guard Array(issuer.utf8) == Array(expected.utf8) else { throw .issuerMismatch(expected: expected) }
        }
    }

    /// The query's fields, each name once; `nil` where there is no query in the text.
    private static func fields(of text: String) -> [String: String]? {
        let query: Substring
        if let mark = text.firstIndex(of: "?") {
            query = text[text.index(after: mark)...].prefix { $0 != "#" }
        } else if ["code=", "error="].contains(where: { Array(text.utf8).firstRange(of: Array($0.utf8)) != nil }) {
            query = text[...]
        } else {
            // An address, or the path of one, is no code.
            return text.contains("://") || text.hasPrefix("/") ? [:] : nil
        }
        var fields: [String: String] = [:]
        for pair in query.split(separator: "&").prefix(64) {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FormEncoding.decode(halves[0]) else { continue }
            // What cannot be decoded is there all the same: an issuer that is spelled badly is not one that is missing.
            let value = halves.count == 2 ? FormEncoding.decode(halves[1]) ?? String(halves[1]) : ""
            if fields[name] == nil { fields[name] = value }
        }
        return fields
    }
}

extension String {
    /// Without white space around it, as pasted text has.
    fileprivate var plainEnds: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
        // Not `dropLast()`, which walks to the end each time.
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}

/// Why no authorization code was had.
public enum AuthorizationError: Error, Equatable {
    /// The server publishes no authorization endpoint.
    case noEndpoint(issuer: String)
    /// The server does not say that it can do PKCE (AS-11).
    case noPKCE(issuer: String)
    case endpointUnusable(String)
    case unreadable
    /// The input ended before anything came.
    case nothingPasted
    /// A bare code where the server's answer must name its issuer.
    case bareCode
    case stateMismatch
    case issuerMissing(expected: String)
    /// Nothing of the answer is repeated here (IS-4).
    case issuerMismatch(expected: String)
    case refused(code: String, description: String?)
    case noCode
    /// Nobody is there to open a browser.
    case nobodyToAsk
}

extension AuthorizationError: UserFacingError {
    public var headline: String {
        switch self {
        case .noEndpoint(let issuer): "\(issuer.plainLine(limit: 120)) publishes no authorization endpoint"
        case .noPKCE(let issuer): "\(issuer.plainLine(limit: 120)) does not offer PKCE with S256"
        case .endpointUnusable(let url): "The authorization endpoint cannot be opened: \(url.plainLine(limit: 200))"
        case .unreadable: "That is neither a redirect address nor a code"
        case .nothingPasted: "Nothing was pasted: the input ended before an address came"
        case .bareCode: "The code alone is not enough: this server's answer names its issuer, which must be checked"
        case .stateMismatch: "The answer belongs to another login: its state differs"
        case .issuerMissing(let expected):
            "The answer does not say that it comes from \(expected.plainLine(limit: 120))"
        case .issuerMismatch(let expected):
            "The answer comes from another issuer than \(expected.plainLine(limit: 120)); it was dropped unread"
        case .refused(let code, let description):
            "The authorization was refused: \(code)" + (description.map { " (\($0))" } ?? "")
        case .noCode: "The answer holds no code"
        case .nobodyToAsk: "A person must agree in a browser, and nobody can be asked here"
        }
    }

    public var hint: String? {
        switch self {
        case .noEndpoint: "Use another grant (--grant client-credentials or device-code), or ask the server's operator."
        case .noPKCE:
            "MCP clients must refuse such a server (code_challenge_methods_supported is missing). Ask its operator to publish it."
        case .endpointUnusable: "It must be https, or http to this machine. Report this to the server's operator."
        case .unreadable, .nothingPasted, .bareCode:
            "Paste the whole address that the browser ends at, beginning with http."
        case .stateMismatch: "Start again with `mintmark login`, and use the newest browser tab only."
        case .issuerMissing, .issuerMismatch:
            "This may be a mix-up attack. Start again; if it happens twice, tell the server's operator."
        case .refused(code: "access_denied", _):
            "Nothing was kept. Log in again and approve, or ask the server's operator."
        case .refused(code: "invalid_scope", _): "Ask for fewer or other scopes: --scope \"…\""
        case .refused(code: "invalid_target", _):
            "The server does not know this resource: try --no-resource, or --audience A"
        case .refused: "Nothing was kept. Start again with `mintmark login`."
        case .noCode: "Start again with `mintmark login`."
        case .nobodyToAsk: "Run the login on a terminal, or use --grant device-code or client-credentials."
        }
    }

    public var exitStatus: ExitStatus {
        switch self {
        case .unreadable, .nothingPasted, .bareCode, .noCode, .nobodyToAsk: .local
        case .noEndpoint, .endpointUnusable: .server
        case .noPKCE, .stateMismatch, .issuerMissing, .issuerMismatch, .refused: .authentication
        }
    }
}
