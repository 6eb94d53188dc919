import MintCore

/// What to do after each reply to one request: a pure state machine in which every reason to try again counts once.
struct RequestCourse: Sendable {
    enum Step: Equatable, Sendable {
        case finish(JSONValue)
        /// Send it again, on this wire.
        case again(Wire)
        /// Find out anew which revision the server speaks, then send it again.
        case renegotiate
        /// A new session; then send it again if it is safe.
        case renewSession
        case fail(MCPError)
    }

    let method: String
    let host: String
    /// Whether repeating does no harm when the first attempt may have been carried out (LC-6).
    let isSafe: Bool
    private var changedVersion = false
    private var renegotiated = false
    private var renewed = false
    private var repeated = false

    init(method: String, host: String, isSafe: Bool) {
        self.method = method
        self.host = host
        self.isSafe = isSafe
    }

    /// - Parameter isConfirmed: Whether the server has shown that it speaks this revision.
    mutating func step(after reply: Reply, on wire: Wire, isConfirmed: Bool) -> Step {
        if let step = stepForEra(after: reply, on: wire, isConfirmed: isConfirmed) { return step }
        if wire.sessionID != nil, reply.status == 404, !reply.isUnknownMethod, !renewed {
            renewed = true
            return .renewSession
        }
        if reply.content == .lost, isSafe, !repeated {
            repeated = true
            return .again(wire)
        }
        return outcome(of: reply, on: wire)
    }

    private mutating func stepForEra(after reply: Reply, on wire: Wire, isConfirmed: Bool) -> Step? {
        if wire.isModern, case .versions(let theirs) = EraVerdict.judge(reply) {
            if let version = ProtocolRevision.mutual(ProtocolRevision.modern, with: theirs), !changedVersion {
                changedVersion = true
                return .again(.modern(version: version))
            }
            guard ProtocolRevision.mutual(ProtocolRevision.legacy, with: theirs) != nil, !renegotiated else {
                return .fail(.unsupportedVersion(host: host, ours: ProtocolRevision.all, theirs: theirs.plain))
            }
            renegotiated = true
            return .renegotiate
        }
        let isOtherEra =
            wire.isModern ? !isConfirmed && EraVerdict.contradictsModern(reply) : EraVerdict.contradictsLegacy(reply)
        guard isOtherEra, !renegotiated else { return nil }
        renegotiated = true
        return .renegotiate
    }

    private func outcome(of reply: Reply, on wire: Wire) -> Step {
        let status = reply.status ?? 0
        switch reply.content {
        case .result(let value): return settle(value, on: wire)
        case .failure(let failure) where status == 403:
            return .fail(.forbidden(host: host, challenges: [], message: failure.message))
        case .failure(let failure): return .fail(.refused(host: host, method: method, failure))
        case .foreign, .empty:
            if status == 403 { return .fail(.forbidden(host: host, challenges: [], message: nil)) }
            if reply.content == .empty, (200..<300).contains(status) {
                return .fail(.protocolViolation(host: host, "it took \(method) without answering it (HTTP \(status))"))
            }
            return .fail(.notMCP(host: host, status: status, excerpt: reply.excerpt))
        case .misfit(let what): return .fail(.protocolViolation(host: host, "\(what) came for \(method)"))
        case .lost: return .fail(.streamLost(host: host, method: method))
        }
    }

    /// Only tools may answer with anything but a complete result (M26-7, M26-18).
    private func settle(_ value: JSONValue, on wire: Wire) -> Step {
        guard value.members != nil else {
            return .fail(.protocolViolation(host: host, "the result of \(method) is not an object"))
        }
        guard wire.isModern, let type = value["resultType"] else { return .finish(value) }
        switch type.text {
        case "complete": return .finish(value)
        case "input_required" where method == "tools/call": return .finish(value)
        default:
            let shown = (type.text ?? type.serialized()).plainLine(limit: 60)
            return .fail(.protocolViolation(host: host, "a result of the type \(shown) came for \(method)"))
        }
    }
}

extension Reply {
    /// A legacy 404 that is about the method, not about the session.
    var isUnknownMethod: Bool {
        if case .failure(let failure) = content { failure.code == RPCFailure.Code.methodNotFound } else { false }
    }

    fileprivate var excerpt: String { if case .foreign(let text) = content { text } else { "" } }
}

extension [String] {
    /// Names that a server gave, safe to show.
    var plain: [String] { prefix(20).map { $0.plainLine(limit: 40) } }
}
