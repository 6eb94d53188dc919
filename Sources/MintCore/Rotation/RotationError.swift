/// Why a rotation does not go on. What the profile uses now is untouched by all of them.
public enum RotationError: Error, Equatable {
    /// The event cannot happen in this state: a defect, or another process that was faster.
    case outOfOrder(Rotation.State)
    /// The profile has no rotation to go on with.
    case noRotation(String)
    /// One is open already.
    case openAlready(String, Rotation.State)
    /// Another process is at it.
    case busy(String)
    /// Another process went on with it meanwhile.
    case movedOn(String)
    /// The profile has nothing that could be rotated.
    case nothingToRotate(String, Grant)
    /// A secret was given where a key is used, or the other way round.
    case wrongKind(String, given: KeyringKey.Kind, wanted: KeyringKey.Kind)
    /// The new one is the same as the one in use.
    case sameCredential(String)
    /// What was given was never kept: the program was interrupted before.
    case neverKept(String)
    /// There is no client configuration endpoint, or no token for it.
    case notRegistered(String)
    /// The endpoint answered, and the secret is the same as before (RO-7).
    case serverKeepsSecret(String, host: String)
    /// The registration endpoint said no (RFC 7592 §2).
    case registrationRefused(String, host: String, status: Int, code: String?)
    /// The server may have made a new credential, its answer was never read, and it cannot be asked again.
    case lost(String, host: String, why: String)
    /// A command may have changed the credential before its answer was kept.
    case commandInterrupted(String)
    /// The server does not take the new credential yet, or never: a wrong paste and a server that has not switched look alike.
    case notAccepted(String, host: String, code: String, overlap: Rotation.Overlap)
    /// The profile's server does not take the token that the new credential obtained.
    case tokenRefused(String, host: String, why: String)
    /// The old one still obtains tokens.
    case stillAccepted(String, host: String)
    case cannotRollBack(String, Rotation.State?)
    /// The old one is in use yet.
    case nothingToRetire(String, Rotation.State)
    /// The operator's program did not make a credential; what it did at the server, nobody here knows.
    case commandFailed(String, reason: String)
    /// The old one does not work any more.
    case oldOneRefused(String, host: String, code: String)
    case notPublished(String, reason: String)
}

extension RotationError: UserFacingError {
    public var headline: String {
        switch self {
        case .outOfOrder(let state): "The rotation is \(state.rawValue) already"
        case .noRotation(let name): "\(name.shown) has no rotation under way"
        case .openAlready(let name, let state): "\(name.shown) has a rotation under way already: \(state.rawValue)"
        case .busy(let name): "Another process is rotating \(name.shown)"
        case .movedOn(let name): "Another process went on with the rotation of \(name.shown)"
        case .nothingToRotate(let name, let grant):
            "\(name.shown) has no credential of its own to rotate: its grant is \(grant.rawValue)"
        case .wrongKind(let name, let given, let wanted):
            "\(name.shown) proves itself with a \(wanted.words); a \(given.words) was given"
        case .sameCredential(let name): "That is the credential that \(name.shown) uses already"
        case .neverKept(let name):
            "The new credential of \(name.shown) was not kept: the program was interrupted before"
        case .notRegistered(let name): "\(name.shown) has no client configuration endpoint (RFC 7592)"
        case .serverKeepsSecret(let name, let host): "\(name.shown): \(host) answered with the same secret as before"
        case .registrationRefused(let name, let host, let status, let code):
            "\(name.shown): \(host) refused to change the registration: " + (code ?? "HTTP \(status)")
        case .lost(let name, let host, let why):
            "\(name.shown): \(host) may have made a new secret whose answer was never read, and it does not tell it "
                + "again: \(why)"
        case .commandInterrupted(let name):
            "\(name.shown): the command may have changed the credential before its answer was kept"
        case .notAccepted(let name, let host, let code, _): "\(name.shown): \(host) does not take the new one: \(code)"
        case .tokenRefused(let name, let host, let why):
            "\(name.shown): \(host) does not take the new token: \(why)"
        case .stillAccepted(let name, let host): "\(name.shown): \(host) STILL ACCEPTS the old credential"
        case .cannotRollBack(let name, let state):
            "\(name.shown) cannot be rolled back: "
                + (state.map { "its rotation is \($0.rawValue)" } ?? "it has no rotation")
        case .nothingToRetire(let name, let state):
            "\(name.shown) has nothing to retire yet: its rotation is \(state.rawValue), and the old credential is in use"
        case .commandFailed(let name, let reason): "\(name.shown): no new credential: \(reason)"
        case .oldOneRefused(let name, let host, let code):
            "\(name.shown): \(host) does not take the old one any more: \(code)"
        case .notPublished(let name, let reason): "\(name.shown): the keys could not be published: \(reason)"
        }
    }

    public var exitStatus: ExitStatus {
        switch self {
        case .outOfOrder, .noRotation, .openAlready, .busy, .movedOn, .nothingToRotate, .wrongKind, .sameCredential,
            .neverKept, .notRegistered, .cannotRollBack, .nothingToRetire, .commandFailed, .notPublished,
            .commandInterrupted:
            .local
        case .serverKeepsSecret: .server
        case .registrationRefused(_, _, let status, _): status == 401 || status == 403 ? .authentication : .server
        case .lost, .notAccepted, .tokenRefused, .oldOneRefused: .authentication
        case .stillAccepted: .attention
        }
    }
}

extension String {
    /// A profile's name in a sentence.
    fileprivate var shown: String { plainLine(limit: 60) }
}
