extension Rotation.Plan {
    /// For a line: `a new secret from the client configuration endpoint`.
    public var words: String {
        switch source {
        case .pasted: "a \(kind.words) that was given"
        case .made: "a \(use.keyAlgorithm?.rawValue ?? "new") key made here"
        case .registration: "a new secret from the client configuration endpoint"
        case .command(let words): "a \(kind.words) made by \((words.first ?? "").plainLine(limit: 60))"
        }
    }
}

extension Rotation.Step {
    /// What is being done, for a line that shows progress.
    public var words: String {
        switch self {
        case .obtain: "asking for the new credential"
        case .recover: "finding out how far it came"
        case .publish: "publishing both public keys"
        case .verify: "obtaining a real token with the new credential"
        case .commit: "making the new credential the profile's"
        case .overlap: "keeping both"
        case .withdraw: "taking the old public key out of what is published"
        case .retire: "showing that the old credential is refused"
        case .rollBack: "going back to the old credential"
        case .abandon: "giving it up"
        }
    }
}

extension Rotation {
    /// Where it stands, in a sentence.
    public func situation(at moment: Timestamp) -> String {
        switch state {
        case .proposed: "\(plan.words) is to be obtained; the profile uses what it used"
        case .sent: "asked for \(plan.words); no answer is kept yet, and one may have been made"
        case .staged: "the new credential is in the store; the profile still uses the old one"
        case .verified: "the new credential obtained a real token; the profile still uses the old one"
        case .committed: "the profile uses the new credential; the old one is kept"
        case .overlapping:
            "the profile uses the new credential; the old one is kept"
                + (retireAt.map { $0 <= moment ? ", and its time is over" : " until \($0.utcText)" } ?? "")
        case .retired: "the old credential is gone"
        case .rolledBack: "the profile uses the old credential again; the new one is kept"
        case .abandoned: "given up; the profile uses what it used"
        }
    }

    /// What would be if the machine died this instant: the profile works in each case, but for one.
    public var ifItDiedNow: String {
        switch state {
        case .proposed where askings > 0:
            "Here nothing has changed. The last asking failed; what it did elsewhere, only the server can tell."
        case .proposed: "Nothing has changed anywhere: the rotation is begun anew."
        case .sent:
            plan.source == .registration
                ? "The server may have made a new secret. Going on reads the registration again, and tells whether it did."
                : "The command may have made a credential. Going on says so; it can be run once more."
        case .staged, .verified:
            "The profile goes on with the old credential; the new one is in the store, and going on finds it."
        case .committed, .overlapping:
            "The profile goes on with the new credential; the old one is in the store, and one command goes back to it."
        case .rolledBack: "The profile goes on with the old credential; the new one is in the store."
        case .retired, .abandoned: "Nothing: it has ended."
        }
    }
}

extension Rotation.Event {
    /// For the audit trail; `nil` for what only prepares something.
    func words(_ after: Rotation) -> String? {
        switch self {
        case .began, .asked, .publishing, .learned, .failed: nil
        case .notObtained: "no new credential was obtained"
        case .staged(let record): "staged: \(record.kind.words) \(record.generation)"
        case .replaced: "another one takes the place of the one that was given"
        case .notPublished: "the public keys were not taken"
        case .published: "published both public keys"
        case .verified: "verified: the new one obtained a token"
        case .committed(let previous, _, _): "in use: the new one; kept: \(previous.kind.words) \(previous.generation)"
        case .overlapBegan:
            "both are kept" + (after.retireAt.map { " until \($0.utcText)" } ?? ", without a date")
        case .withdrawn: "took the old public key out of what is published"
        case .retired: after.plan.isCompromise ? "the compromised one is removed" : "the old one is removed"
        case .rolledBack: "rolled back: the old one is in use again"
        case .takenUpAgain: "taken up again"
        case .abandoned: "given up"
        }
    }
}
