import MintCore

/// One profile's rotation on the command line.
struct RotateCourse {
    let verb: RotateVerb
    let services: Services
    let context: CommandContext

    private var console: Console { context.console }
    private var mayAsk: Bool { verb.common.mayAsk(console) }

    // MARK: - What was asked for

    func begin(_ record: ProfileRecord) async throws -> Int32 {
        let profile = record.profile
        if let rotation = record.rotation, !verb.source.isGiven, rotation.state != .rolledBack {
            throw RotationError.openAlready(profile.name, rotation.state)
        }
        let offer = try offer(for: record)
        if let rotation = record.rotation, verb.source.registrationURI != nil, rotation.state != .rolledBack {
            return try await goOn(record, rotation, registering: offer)
        }
        try confirm(offer, profile)
        if verb.source.register { try await keepRegistration(record) }
        let begun = try await services.rotation.begin(offer, of: record.id)
        let isWaitingForOperator = try await showKey(begun)
        if isWaitingForOperator, !letRegister(profile) {
            try await report(begun)
            return ExitStatus.attention.rawValue
        }
        return try await goOn(begun, wish: .goOn)
    }

    /// One that waited for a token that opens the registration.
    private func goOn(
        _ record: ProfileRecord, _ rotation: Rotation, registering offer: RotationOffer
    ) async throws -> Int32 {
        guard rotation.plan.source == .registration || rotation.plan.publication == .registration else {
            throw RotationError.openAlready(record.profile.name, rotation.state)
        }
        // Only then is a secret asked for.
        if rotation.state == .proposed { try confirm(offer, record.profile) }
        try await keepRegistration(record)
        return try await goOn(record, wish: .goOn)
    }

    func offer(for record: ProfileRecord) throws -> RotationOffer {
        let material = try verb.source.material(for: record.profile, context, mayAsk: mayAsk)
        var offer = RotationOffer(
            material, overlap: try overlap, isCompromise: verb.compromised, publication: try verb.source.publication,
            cacheTime: try verb.source.cacheTime)
        if let text = verb.source.expires {
            offer.expiresAt = try SecretExpiry.moment(text, of: "--expires", at: context.now())
        }
        return offer
    }

    private var overlap: Rotation.Overlap {
        get throws {
            switch verb.overlap {
            case nil: return .unknown
            case "none"?: return .none
            case let text?:
                guard let seconds = TimeSpan.seconds(text) else {
                    throw UsageError("--overlap wants a span of time, or none", hint: "For example: 7d, 36h, none")
                }
                return .lasting(seconds)
            }
        }
    }

    /// What an operator knows of a client that was registered elsewhere.
    private func keepRegistration(_ record: ProfileRecord) async throws {
        guard let uri = verb.source.registrationURI, let file = verb.source.registrationTokenFile else { return }
        guard let url = HTTPURL(uri), url.mayCarryCredentials else {
            throw UsageError("--registration-uri wants an https URL (http on this machine only)")
        }
        let token = Secret(FileInput.withoutFinalNewline(try FileInput.read(file)))
        guard !token.isEmpty else { throw UsageError("The registration token is empty") }
        console.learn(token)
        let console = console, now = context.now
        try await services.rotation.adopt(url, token, of: record.id, observe: verb.common.observer(console)) { report in
            if let line = RotationText.line(report, at: now()) { console.note(line) }
        }
    }

    private func confirm(_ offer: RotationOffer, _ profile: Profile) throws {
        guard !verb.yes, console.inputIsTerminal else { return }
        let name = profile.name.plainLine(limit: 60)
        let question: String
        switch offer.material {
        case .registration:
            console.note(
                "The server makes a new secret, and the old one may be dead at once. Should this machine die before the answer "
                    + "is kept, going on reads the registration again.")
            question = "Ask \(profile.tokenEndpoint.hostAndPort) for a new secret of \(name)? [y/N] "
        case .command: question = "Run the command for \(name)? [y/N] "
        default: return
        }
        try ask(question)
    }

    private func ask(_ question: String) throws {
        if verb.yes || !console.inputIsTerminal { return }
        guard mayAsk else {
            throw UsageError(
                "Nothing was changed: nobody could be asked", hint: "Add --yes to go on without a question.")
        }
        guard console.ask(question)?.lowercased().hasPrefix("y") == true else {
            throw Failure(headline: "Nothing was changed", exitStatus: .interrupted)
        }
    }

    // MARK: - A key that the server must be told of

    /// - Returns: Whether somebody must register it by hand first.
    private func showKey(_ record: ProfileRecord) async throws -> Bool {
        guard let rotation = record.rotation, rotation.plan.source == .made, rotation.plan.publication == nil else {
            return false
        }
        guard !verb.common.json, let keys = try await PublicKeys(of: record, services.rotation) else { return true }
        for line in keys.lines { console.print(line) }
        return true
    }

    /// Waits for an operator at the terminal.
    private func letRegister(_ profile: Profile) -> Bool {
        guard mayAsk else {
            console.note(
                "It is kept. Register it at the server, then: mintmark rotate \(profile.name.shellArgument) --resume")
            return false
        }
        return console.ask("Register it at the server beside the old one, then press Enter: ") != nil
    }

    // MARK: - Going on

    func goOn(_ record: ProfileRecord, wish: Rotation.Wish) async throws -> Int32 {
        let console = console, name = record.profile.name, now = context.now
        let isCompromise = record.rotation?.plan.isCompromise ?? verb.compromised
        let course = RotationService.Course(
            wish: wish, mayRepeat: verb.yes, observe: verb.common.observer(console)
        ) { report in
            if let line = RotationText.line(report, at: now()) { console.note(line) }
        }
        do {
            let after = try await services.rotation.goOn(record.id, course)
            try await report(after, isCompromise: isCompromise)
            return 0
        } catch let error as RotationError {
            if case .stillAccepted = error {
                for line in RotationText.stillAccepted(name) { console.note(line) }
            }
            throw error
        }
    }

    func rollBack(_ record: ProfileRecord) async throws -> Int32 {
        let name = record.profile.name.plainLine(limit: 60)
        let isCompromise = record.rotation?.plan.isCompromise == true
        if isCompromise {
            console.note("The old credential of \(name) is in wrong hands, by what was said when this began.")
        }
        try ask("Go back to the old credential of \(name)? [y/N] ")
        try await report(await services.rotation.rollBack(record.id, observe: verb.common.observer(console)))
        return 0
    }

    func abandon(_ record: ProfileRecord) async throws -> Int32 {
        guard let rotation = record.rotation else { throw RotationError.noRotation(record.profile.name) }
        console.note(rotation.ifAbandoned)
        try ask("Give the rotation of \(record.profile.name.plainLine(limit: 60)) up? [y/N] ")
        let console = console, now = context.now
        let after = try await services.rotation.abandon(record.id) { report in
            if let line = RotationText.line(report, at: now()) { console.note(line) }
        }
        try await report(after)
        return 0
    }

    private func report(_ record: ProfileRecord, isCompromise: Bool = false) async throws {
        let now = context.now()
        if verb.common.json {
            let keys = try await PublicKeys(of: record, services.rotation)
            console.print(JSONOutput.rotation(record, keys, at: now).serialized())
            return
        }
        for line in RotationText.outcome(record, at: now, isCompromise: isCompromise) { console.print(line) }
    }
}
