import MintCore
import MintScreen

/// Logging in, in seven steps: a new profile, one that is logged in again, a copy, or a change.
struct LoginWizard: Wizard {
    enum Step: Int, CaseIterable, Sendable {
        case server, grant, credential, scopes, store, trial, naming

        var name: String {
            switch self {
            case .server: "Server"
            case .grant: "Grant"
            case .credential: "Credential"
            case .scopes: "Scopes"
            case .store: "Store"
            case .trial: "Try it"
            case .naming: "Name and save"
            }
        }
    }

    enum Purpose: Equatable, Sendable {
        case new
        case again(ProfileRecord)
        case edit(ProfileRecord)
        case clone(ProfileRecord)

        /// The profile that the answers were taken from.
        var origin: ProfileRecord? {
            switch self {
            case .new: nil
            case .again(let record), .edit(let record), .clone(let record): record
            }
        }

        /// The profile that is replaced.
        var replaced: ProfileRecord? {
            switch self {
            case .new, .clone: nil
            case .again(let record), .edit(let record): record
            }
        }
    }

    /// What is under way.
    enum Job: Equatable, Sendable { case discovery, credential, makingKey, savingKey, trial, keeping }

    /// What a server said, and to which question.
    struct Finding: Equatable, Sendable {
        var asked: LoginServices.ServerWish
        var discovered: LoginRequest.Discovered
        var result: Discovery.Result { discovered.result }
    }

    /// A trial, and what was tried: another answer makes another trial of it.
    struct Trial: Equatable, Sendable {
        var wish: LoginWish
        var revision: Int
        var outcome: LoginTrial
    }

    let purpose: Purpose
    var step = Step.server
    var form = WizardForm()
    var work: WizardWork?
    var job: Job?
    var hops: [Trace.Hop] = []
    var finding: Finding?
    var credential: Facts?
    /// Where the public key was written last.
    var savedPath: String?
    /// Counts changes of secrets, which no answer shows.
    var revision = 0
    var stores: [StoreName: StoreState] = [:]
    var trial: Trial?
    var device: DevicePrompt?
    var visit: Visit?
    /// The provider whose habits were taken over last, with the grant that they were taken for.
    var habits: Habits?
    /// Whether the client id goes beside an assertion: a habit of the provider, or the profile's setting.
    var sendsClientID = false
    /// The store that somebody wants to make ready.
    var wantsStore: StoreName?
    /// What spans of time are counted from.
    let openedAt: Timestamp
    /// It is finished.
    var result: ProfileRecord?

    /// A credential that was read, and how it was asked for.
    struct Facts: Equatable, Sendable {
        var wish: CredentialWish
        var revision: Int
        var facts: CredentialFacts
    }

    struct Visit: Equatable, Sendable {
        var url: String
        var redirectURI: String
        var isListening: Bool
        var isOpened: Bool
        /// It came back.
        var hasAgreed = false
    }

    struct Habits: Equatable, Sendable {
        var preset: ProviderPreset.Name
        var grant: Grant
        var method: ClientAuthentication?
        var notices: [String]
        var scopes: [String]?
    }

    var title: String {
        switch purpose {
        case .new: "Login"
        case .again: "Login again"
        case .edit: "Edit"
        case .clone: "Clone"
        }
    }

    var steps: [String] { Step.allCases.map(\.name) }
    var place: Int { step.rawValue }

    var farewell: String? {
        guard form.isTouched || trial != nil || work != nil else { return nil }
        let what = purpose.replaced == nil ? "login" : "change of \(shownName)"
        guard trial != nil else { return "Leave the \(what)? Nothing was saved." }
        return "Leave the \(what)? What was granted is revoked where the server offers that, and thrown away. "
            + "Nothing was saved."
    }

    var shownName: String { (purpose.origin?.profile.name ?? "").plainLine(limit: 64) }

    var page: WizardPage {
        switch step {
        case .server: serverPage
        case .grant: grantPage
        case .credential: credentialPage
        case .scopes: scopesPage
        case .store: storePage
        case .trial: trialPage
        case .naming: namingPage
        }
    }

    // MARK: Moving

    mutating func forward(_ turn: WizardTurn) -> [Effect] {
        guard work == nil else { return [] }
        switch step {
        case .server: return leaveServer(turn)
        case .grant: return leaveGrant(turn)
        case .credential: return leaveCredential(turn)
        case .scopes: return leaveScopes(turn)
        case .store: return leaveStore(turn)
        case .trial: return leaveTrial(turn)
        case .naming: return save(turn)
        }
    }

    mutating func back(_ turn: WizardTurn) -> [Effect] {
        guard let former = Step(rawValue: step.rawValue - 1) else { return [] }
        return go(to: former)
    }

    /// Another step, with what it needs to begin.
    mutating func go(to next: Step) -> [Effect] {
        step = next
        form.turnPage()
        prepare(next)
        settle()
        return next == .store ? [.login(.lookAtStores)] : []
    }

    mutating func press(_ button: FieldID, _ turn: WizardTurn) -> [Effect] {
        switch button {
        case LoginField.withoutDiscovery:
            form.choices[LoginField.grant] = Grant.static.rawValue
            finding = nil
            return go(to: .grant)
        case LoginField.makeKey: return makeKey(turn)
        case LoginField.saveKey: return saveKey(turn)
        case .copyKey: return copyKey()
        case LoginField.unlock: return unlock()
        case LoginField.goOn: return forward(turn)
        case LoginField.tryAgain: return beginTrial(turn)
        default: return []
        }
    }

    mutating func changed(_ field: FieldID, _ turn: WizardTurn) -> [Effect] {
        switch field {
        case LoginField.server, LoginField.issuer, LoginField.caFile, LoginField.legacy, LoginField.tokenEndpoint:
            // What was found belongs to the server that was asked.
            if finding != nil { (finding, hops) = (nil, []) }
            form.answers[LoginField.trust] = nil
        case LoginField.grant:
            form.choices[LoginField.method] = nil
            form.choices[LoginField.source] = nil
            chooseMethod()
        case LoginField.method: form.choices[LoginField.source] = nil
        case LoginField.secret, LoginField.passphrase: revision += 1
        default: break
        }
        return []
    }

    // MARK: Work

    mutating func begin(_ job: Job, _ words: String, _ turn: WizardTurn, takesInput: Bool = false) {
        form.refusal = nil
        form.top = nil
        self.job = job
        work = WizardWork(attempt: turn.attempt, since: turn.now, words: words, takesInput: takesInput)
    }

    /// - Returns: False where the answer belongs to work that was given up.
    mutating func end(_ attempt: Attempt) -> Bool {
        guard work?.attempt == attempt else { return false }
        (work, job, device, visit) = (nil, nil, nil, nil)
        return true
    }

    mutating func cancelWork() -> [Effect] {
        guard let attempt = work?.attempt else { return [] }
        // What is being written is not given up half way.
        guard job != .keeping else { return [] }
        (work, job, device, visit) = (nil, nil, nil, nil)
        return [.cancel(attempt)]
    }

    func abandoned() -> [Effect] { [.login(.discard)] }

    func hold(_ field: FieldID) -> Effect { .login(.hold(field)) }
}
