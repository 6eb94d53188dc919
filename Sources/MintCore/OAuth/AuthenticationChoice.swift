/// Which client authentication to use (AM-1).
public struct AuthenticationChoice: Equatable, Sendable {
    public var method: ClientAuthentication
    /// Why the choice may turn out wrong, for a notice.
    public var warning: String?

    /// - Parameters:
    ///   - asked: The operator's word; it beats the metadata, with a warning where the server does not list it.
    ///   - metadata: `nil` for a pinned endpoint.
    /// - Throws: ``AuthenticationChoiceError``
    public static func choose(
        for kind: KeyringKey.Kind, asked: ClientAuthentication?, metadata: AuthorizationServerMetadata?
    ) throws(AuthenticationChoiceError) -> AuthenticationChoice {
        let usable: [ClientAuthentication] =
            kind == .privateKey ? [.privateKeyJWT] : [.clientSecretBasic, .clientSecretPost]
        if let asked {
            guard usable.contains(asked) else { throw .methodNeedsOther(asked, kind) }
            let isListed = metadata.map { $0.methods.contains(asked.rawValue) } ?? true
            let warning = isListed ? nil : "the server does not list \(asked.rawValue); it was asked for, so it is used"
            return AuthenticationChoice(method: asked, warning: warning)
        }
        guard let metadata else { return AuthenticationChoice(method: usable[0]) }
        if let method = usable.first(where: { metadata.methods.contains($0.rawValue) }) {
            return AuthenticationChoice(method: method)
        }
        // A server that lists nothing often says less than it can: the default list is a guess about its silence.
        guard metadata.listedMethods == nil else { throw .noneListed(metadata.methods, kind) }
        return AuthenticationChoice(
            method: usable[0],
            warning: "the server does not say which client authentication it takes; trying \(usable[0].rawValue)")
    }
}

public enum AuthenticationChoiceError: Error, Equatable {
    case methodNeedsOther(ClientAuthentication, KeyringKey.Kind)
    case noneListed([String], KeyringKey.Kind)
}

extension AuthenticationChoiceError: UserFacingError {
    public var headline: String {
        switch self {
        case .methodNeedsOther(let method, let kind): "\(method.rawValue) cannot be done with a \(kind.words)"
        case .noneListed(_, let kind): "The server lists no client authentication that works with a \(kind.words)"
        }
    }

    public var hint: String? {
        switch self {
        case .methodNeedsOther(.privateKeyJWT, _): "Give a key: --client-key FILE"
        case .methodNeedsOther(.none, _): "Client credentials need a proof of the client (RFC 6749 §4.4)."
        case .methodNeedsOther:
            "Give a secret: --client-secret-stdin, --client-secret-file F or --client-secret-env NAME"
        case .noneListed(let methods, _):
            "It lists \(methods.prefix(12).map { $0.plainLine(limit: 60) }.joined(separator: ", ")). "
                + "To use another all the same, name it: --auth-method M"
        }
    }

    public var exitStatus: ExitStatus { .local }
}
