import MintCore

extension DriftAcceptance.Outcome {
    /// For the trail.
    var detail: String {
        switch self {
        case .nothing: "accept-drift, nothing to accept"
        case .taken: "accept-drift"
        case .held: "accept-drift, on hold"
        case .moved(let old, let new, _): "accept-drift, token endpoint \(old.withoutQuery) → \(new.withoutQuery)"
        }
    }

    /// What became of it, for an operator.
    ///
    /// - Parameter record: As it is afterwards.
    func lines(of record: ProfileRecord) -> [String] {
        let profile = record.profile, name = profile.name.plainLine(limit: 64)
        switch self {
        case .nothing where profile.issuer == nil:
            return ["\(name): nothing to accept: its token endpoint is pinned, so no metadata is compared."]
        case .nothing(let lookedAt):
            let looked = lookedAt.map { "no change was known when somebody last looked (\($0.utcText))" }
            return [
                "\(name): nothing to accept: \(looked ?? "nobody has looked yet")."
                    + " To look now: mintmark probe \(profile.name.shellArgument)"
            ]
        case .taken(let changes):
            return ["\(name): taken as right: \(Self.words(changes))"] + Self.unmoved(record, changes)
        case .held(let taken, let left):
            return (taken.isEmpty ? [] : ["\(name): taken as right: \(Self.words(taken))"]) + [
                "\(name): left as it was, for its server has moved to another issuer: \(Self.words(left)). To go on with the "
                    + "one that was trusted: mintmark set \(profile.name.shellArgument) --keep-issuer"
            ] + Self.unmoved(record, left)
        case .moved(let old, let new, let changes):
            let others = changes.filter { $0.member != "token_endpoint" }
            return [
                "\(name) asks for its tokens at \(new) from now on (was \(old)). Nothing was sent there yet; to try it:"
                    + " mintmark token \(profile.name.shellArgument) --force-new"
            ] + (others.isEmpty ? [] : ["\(name): taken as right: \(Self.words(others))"])
        }
    }

    private static func words(_ changes: [DriftChange]) -> String {
        changes.map { $0.words.plainLine(limit: 300) }.joined(separator: "; ")
    }

    /// Who gets the credential is for a login to change where it is not the same issuer's word.
    private static func unmoved(_ record: ProfileRecord, _ changes: [DriftChange]) -> [String] {
        let issuer = changes.first { $0.member == "issuer" }
        guard let grave = issuer ?? changes.first(where: { $0.member == "token_endpoint" }),
            grave.now != record.profile.tokenEndpoint.text
        else { return [] }
        let option = grave.member == "issuer" ? " --issuer \((grave.now ?? "URL").shellArgument)" : ""
        return [
            "note: it still asks \(record.profile.tokenEndpoint) for its tokens. To go by the change: "
                + "\(record.loginCommand)\(record.clientWords)\(option)"
        ]
    }
}

extension ProfileRecord {
    /// The client, for a login that is to be typed.
    fileprivate var clientWords: String {
        profile.clientID.isEmpty ? "" : " --client-id \(profile.clientID.shellArgument)"
    }
}
