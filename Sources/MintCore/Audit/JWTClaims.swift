/// What a token in JWT form says of itself. For display: no signature is checked, and nothing is decided by it but what is
/// shown (TK-7), and that a person's token is not sent once it has ended.
public struct JWTClaims: Equatable, Sendable {
    public var header: [String: JSONValue]
    public var payload: [String: JSONValue]
    /// Claims that came more than once: what a server reads in them may differ from what is shown.
    public var repeatedClaims: [String] = []

    public init(header: [String: JSONValue] = [:], payload: [String: JSONValue]) {
        self.header = header
        self.payload = payload
    }

    /// What a token turned out to be.
    public enum Reading: Equatable, Sendable {
        case claims(JWTClaims)
        /// Five segments: only the server can open it (RFC 7516 §3.1).
        case encrypted
        /// No JWT, with why; most often by design (RFC 6749 §1.4).
        case opaque(String)

        public var claims: JWTClaims? { if case .claims(let claims) = self { claims } else { nil } }

        /// One plain line for a screen.
        public var words: String {
            switch self {
            case .claims: "a JWT; its claims are shown as they are, nothing is verified"
            case .encrypted: "an encrypted JWT: only its server can read it"
            case .opaque(let reason): "an opaque token (\(reason)): it says nothing of its subject"
            }
        }
    }

    /// Longer tokens are taken for opaque.
    public static let limit = 65_536
    static let depthLimit = 32

    /// Reads a token; never fails.
    public static func read(_ token: Secret) -> Reading {
        guard token.count <= limit else { return .opaque("longer than \(limit / 1024) KiB") }
        return token.withBytes { read(String(decoding: $0, as: UTF8.self)) }
    }

    static func read(_ token: String) -> Reading {
        guard token.utf8.count <= limit else { return .opaque("longer than \(limit / 1024) KiB") }
        let segments = token.split(separator: ".", maxSplits: 5, omittingEmptySubsequences: false)
        guard let first = segments.first, let header = object(first) else { return .opaque("no JWT") }
        if segments.count == 5, header.members["enc"] != nil { return .encrypted }
        guard segments.count == 3 else { return .opaque("\(segments.count) segments instead of three") }
        guard let payload = object(segments[1]) else { return .opaque("its claims are not a JSON object") }
        var claims = JWTClaims(header: header.members, payload: payload.members)
        claims.repeatedClaims = payload.repeated
        return .claims(claims)
    }

    private static func object(_ segment: Substring) -> (members: [String: JSONValue], repeated: [String])? {
        guard let bytes = Base64URL.decode(segment), bytes.first == UInt8(ascii: "{") else { return nil }
        let outline = JSONOutline(bytes)
        guard outline.depth <= depthLimit, let members = JSONValue(bytes: bytes)?.members else { return nil }
        return (members, outline.repeatedMembers)
    }
}

extension JWTClaims {
    public func text(_ claim: String) -> String? { payload[claim]?.text }

    /// `aud`: one text or several (RFC 7519 §4.1.3).
    public var audience: [String] { payload["aud"]?.textOrTexts ?? [] }

    /// A moment in whole seconds; `nil` for what is none, or lies beyond the year 9999.
    public func moment(_ claim: String) -> Timestamp? {
        let seconds: Double
        switch payload[claim] {
        case .int(let number): seconds = Double(number)
        case .double(let number): seconds = number.rounded(.down)
        default: return nil
        }
        return (0...253_402_300_799).contains(seconds) ? Timestamp(Int(seconds)) : nil
    }

    /// The client that the token was issued to, by the standard's name or a vendor's (RS-6).
    public var clientID: String? {
        ["client_id", "azp", "appid", "cid"].lazy.compactMap { text($0) }.first
    }
}

extension JSONValue {
    /// A text, or the texts of an array.
    var textOrTexts: [String]? { text.map { [$0] } ?? texts }
}
