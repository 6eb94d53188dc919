import MintCore

/// What the answer to `server/discover` says about the revisions that a server speaks (ERA-2).
enum EraVerdict: Equatable, Sendable {
    /// A modern server; its own description, with `supportedVersions`.
    case modern(JSONValue)
    /// A server that knows the modern revisions but wants another one of these.
    case versions([String])
    /// A modern server that refuses the request for another reason.
    case modernFailure(RPCFailure)
    /// Anything else: try the `initialize` handshake.
    case legacy

    static func judge(_ reply: Reply) -> EraVerdict {
        let isSuccess = reply.status.map { (200..<300).contains($0) } ?? false
        switch reply.content {
        case .result(let value) where isSuccess && value["supportedVersions"]?.items != nil: return .modern(value)
        case .failure(let failure) where reply.status == 400 && failure.isModern:
            guard failure.code == RPCFailure.Code.unsupportedVersion, let versions = failure.supportedVersions else {
                return .modernFailure(failure)
            }
            return .versions(versions)
        default: return .legacy
        }
    }

    /// Whether the answer to a modern request shows that the server is not modern after all (ERA-4).
    static func contradictsModern(_ reply: Reply) -> Bool {
        guard let status = reply.status, (400..<500).contains(status), status != 403 else { return false }
        switch reply.content {
        case .failure(let failure):
            // Modern servers refuse unknown methods that way too (M26-5).
            return !failure.isModern && !(status == 404 && failure.code == RPCFailure.Code.methodNotFound)
        case .foreign, .empty: return true
        case .result, .misfit, .lost: return false
        }
    }

    /// Whether the answer to a legacy request shows a server that has gone modern (ERA-6).
    static func contradictsLegacy(_ reply: Reply) -> Bool {
        guard reply.status == 400, case .failure(let failure) = reply.content else { return false }
        return failure.isModern
    }
}
