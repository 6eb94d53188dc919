import MintCore

extension LoginWizard {
    /// An answer to something that it asked for; those to work that was given up are passed over.
    mutating func hear(_ message: LoginMessage) -> [Effect] {
        switch message {
        case .hop(let attempt, let hop):
            guard work?.attempt == attempt else { return [] }
            hops.append(hop)
            work?.news = hops.suffix(8).flatMap(Self.lines)
        case .discovered(let attempt, let found): discovered(attempt, found)
        case .credential(let attempt, let facts): return read(attempt, facts)
        case .saved(let attempt): savedKey(attempt)
        case .news(let attempt, let news): heard(attempt, news)
        case .tried(let attempt, let outcome): tried(attempt, outcome)
        case .kept(let attempt, let record): kept(attempt, record)
        case .failed(let attempt, let failure): return failed(attempt, failure)
        case .stores(let stores): found(stores)
        case .discarded: break
        }
        return []
    }

    private mutating func failed(_ attempt: Attempt, _ failure: Failure) -> [Effect] {
        let job = job
        guard end(attempt) else { return [] }
        form.refuse(WizardRefusal(field(job), failure))
        settle()
        // A store that failed is looked at anew, so that the way back to it shows what is the matter.
        return job == .keeping && failure.exitStatus == .store ? [.login(.lookAtStores)] : []
    }

    private func field(_ job: Job?) -> FieldID? {
        switch job {
        case .discovery: LoginField.server
        case .credential: page[LoginField.path] != nil ? LoginField.path : page[LoginField.secret].map(\.id)
        case .makingKey: LoginField.makeKey
        case .savingKey: LoginField.savePath
        case .trial, .keeping, nil: nil
        }
    }
}
