extension RotationError {
    public var hint: String? {
        switch self {
        case .outOfOrder, .busy, .movedOn:
            return "See where it stands: \(command("--status"))"
        case .noRotation: return "Begin one: \(command("--secret-stdin"))"
        case .openAlready(_, let state): return state.isAfterCommit ? waysOut : waysOn
        case .nothingToRotate: return "Log it in anew instead: mintmark login SERVER --profile \(name) …"
        case .wrongKind(_, _, .privateKey): return "Give or make a key: \(command("--generate-key ES256"))"
        case .wrongKind: return "Give a secret: \(command("--secret-stdin"))"
        case .sameCredential: return "Make a new one at the server first; nothing was changed."
        case .neverKept: return "Nothing was changed. Give it again: \(command("--secret-stdin"))"
        case .notRegistered:
            return """
                The server's operator may know both; then:
                  \(command("--register --registration-uri URL --registration-token-file FILE"))
                """
        case .serverKeepsSecret:
            return """
                Many servers make a new secret only when the old one is about to expire (RFC 7592 §5). Make one there by hand:
                  \(command("--abandon")) && \(command("--secret-stdin"))
                """
        case .registrationRefused(_, _, 405, _), .registrationRefused(_, _, 404, _):
            return """
                It offers no such change. By hand there:
                  a new secret, then \(command("--secret-stdin"))
                  or the public half of a new key: \(command("--generate-key ES256"))
                """
        case .registrationRefused(_, _, let status, _) where status >= 500 || [408, 425, 429].contains(status):
            return "Nothing was changed here. Try again later; one that was begun goes on with: \(command("--resume"))"
        case .registrationRefused:
            return """
                Nothing was changed here. If its registration token was replaced elsewhere, ask the server's operator for one:
                  \(command("--register --registration-uri URL --registration-token-file FILE"))
                or give it up, where one was begun: \(command("--abandon"))
                """
        case .lost:
            return """
                The old secret may be dead. Ask the server's operator for a new secret, then:
                  \(command("--abandon")) && \(command("--secret-stdin"))
                """
        case .commandInterrupted:
            return """
                See at the server what it did. To run it once more (it is told that this is another attempt):
                  \(command("--resume --yes"))
                """
        case .notAccepted(_, _, _, .none):
            return """
                It is kept, and the old one stays in use. Once the server has switched, whichever works is used. To see:
                  \(command("--resume"))
                If it was the wrong one, give the right one: \(command("--secret-stdin")), or give up: \(command("--abandon"))
                """
        case .notAccepted:
            return """
                The old one stays in use. If the server knows the new one in a while: \(command("--resume"))
                If it was the wrong one, give the right one again, or give up: \(command("--abandon"))
                """
        case .tokenRefused:
            return "The old one stays in use. Look with: mintmark probe \(name); then \(command("--resume"))"
        case .stillAccepted:
            return """
                Delete it at the server, then: \(command("--retire"))
                To forget it here all the same, although it works: \(command("--abandon"))
                """
        case .cannotRollBack: return "See where it stands: \(command("--status"))"
        case .nothingToRetire: return waysOn
        case .commandFailed:
            return """
                The old one stays in use. If the command changed something at the server before it failed, see there.
                To run it once more: \(command("--resume")), or give it up: \(command("--abandon"))
                """
        case .oldOneRefused:
            return "Nothing was changed: the new one stays in use. To end the overlap: \(command("--retire"))"
        case .notPublished:
            return
                "The old key stays in use. Once that is settled: \(command("--resume")), or give it up: \(command("--abandon"))"
        }
    }

    private var waysOn: String {
        "Go on with it: \(command("--resume")), or give it up: \(command("--abandon"))"
    }

    private var waysOut: String {
        "End it first: \(command("--retire")), go back: \(command("--rollback")), or forget the old one: "
            + command("--abandon")
    }

    private func command(_ flags: String) -> String { "mintmark rotate \(name) \(flags)" }

    private var name: String {
        switch self {
        case .outOfOrder: "PROFILE"
        case .noRotation(let name), .openAlready(let name, _), .busy(let name), .movedOn(let name),
            .nothingToRotate(let name, _), .wrongKind(let name, _, _), .sameCredential(let name),
            .neverKept(let name), .notRegistered(let name), .serverKeepsSecret(let name, _),
            .registrationRefused(let name, _, _, _), .lost(let name, _, _), .commandInterrupted(let name),
            .notAccepted(let name, _, _, _), .tokenRefused(let name, _, _), .stillAccepted(let name, _),
            .cannotRollBack(let name, _), .nothingToRetire(let name, _),
            .commandFailed(let name, _), .oldOneRefused(let name, _, _), .notPublished(let name, _):
            name.shellArgument
        }
    }
}

extension Rotation.State {
    var isAfterCommit: Bool { [.committed, .overlapping, .retired].contains(self) }
}
