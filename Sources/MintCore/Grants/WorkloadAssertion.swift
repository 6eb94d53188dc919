import FoundationEssentials

/// A platform's assertion (WF-2), looked at before it leaves: what cannot be accepted is not sent (WF-6).
struct WorkloadAssertion: Sendable {
    let token: Secret
    /// What is odd about it, in words.
    let remarks: [String]

    /// - Parameters:
    ///   - token: As its source gave it; white space around it is dropped.
    ///   - profile: Whose issuer and endpoint its audience should name (WF-4).
    /// - Throws: ``WorkloadAssertionError``.
    init(_ token: Secret, for profile: Profile, source: SecretSource, at now: Timestamp) throws(WorkloadAssertionError)
    {
        let trimmed = token.withBytes { bytes in Array(bytes).trimmingBlanks }
        let text = String(decoding: trimmed, as: UTF8.self)
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }), let payload = Base64URL.decode(parts[1]),
            let claims = JSONValue(bytes: payload), claims.members != nil
        else { throw .notJWT(source) }
        if let end = claims["exp"]?.integer, Timestamp(end) <= now {
            // No `exp` is before the epoch: what is has no age that could be told.
            throw .expired(source, seconds: now.rawValue - max(end, 0))
        }
        self.token = Secret(trimmed)
        remarks = Self.remarks(claims, profile)
    }

    private static func remarks(_ claims: JSONValue, _ profile: Profile) -> [String] {
        var remarks: [String] = []
        let missing = ["iss", "sub", "aud", "exp", "iat", "jti"].filter { claims[$0] == nil }
        if !missing.isEmpty { remarks.append("the assertion has no \(missing.joined(separator: ", "))") }
        let audiences = claims["aud"]?.text.map { [$0] } ?? claims["aud"]?.texts ?? []
        let expected = [profile.issuer, profile.tokenEndpoint.text].compactMap { $0?.withoutFinalSlash }
        if !audiences.isEmpty, !audiences.contains(where: { expected.contains($0.withoutFinalSlash) }) {
            let named = audiences.prefix(3).map { $0.plainLine(limit: 120) }.joined(separator: ", ")
            remarks.append("the assertion is for \(named), neither the issuer nor the token endpoint")
        }
        return remarks
    }
}

extension [UInt8] {
    fileprivate var trimmingBlanks: [UInt8] {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        var rest = self[...]
        while let first = rest.first, isBlank(first) { rest = rest.dropFirst() }
        while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
        return Array(rest)
    }
}

public enum WorkloadAssertionError: Error, Equatable {
    /// The profile names no source.
    case noSource(String)
    case notJWT(SecretSource)
    case expired(SecretSource, seconds: Int)
}

extension WorkloadAssertionError: UserFacingError {
    public var headline: String {
        switch self {
        case .noSource(let name): "\(name.plainLine(limit: 60)) does not say where its assertion comes from"
        case .notJWT(let source): "What \(source.words) gives is no JWT; nothing was sent"
        case .expired(let source, let seconds):
            "The assertion from \(source.words) expired \(seconds) s ago; nothing was sent"
        }
    }

    public var hint: String? {
        switch self {
        case .noSource: "Log in again with --assertion-file F, --assertion-command C or --assertion-env NAME."
        case .notJWT: "It must give one JWT of three parts and nothing else."
        case .expired(.file, _):
            "Is the platform still renewing it? A projected Kubernetes token is replaced in its file."
        case .expired(.command, _): "It must print a new one each time it is run."
        case .expired(.environment, _):
            "A variable stays as it was when the program began; a file or a command is read anew."
        }
    }

    public var exitStatus: ExitStatus { if case .expired = self { .authentication } else { .local } }
}
