import MintCore

/// Lets somebody agree to what only the server said, before a credential leaves (design section 6; SC-11).
struct LoginConfirmation {
    let plan: LoginPlan
    let console: Console
    let mayAsk: Bool

    /// - Throws: ``Failure`` with exit status 4 and the flag to add where nobody agrees.
    func settle() throws {
        for question in plan.questions {
            if mayAsk { try ask(question) } else { try goOnUnasked(question) }
        }
    }

    private func ask(_ question: LoginPlan.Question) throws {
        console.note(statement(question))
        let isYesDefault = plan.isOneParty
        let answer = console.ask(isYesDefault ? "Go on? [Y/n] " : "Go on? [y/N] ")?.lowercased() ?? "n"
        let isYes = answer.isEmpty ? isYesDefault : answer.hasPrefix("y")
        guard isYes else { throw refusal(question, "was not confirmed") }
    }

    private func goOnUnasked(_ question: LoginPlan.Question) throws {
        guard plan.mayProceedUnasked(question) else { throw refusal(question, "is known from the server alone") }
        guard !plan.isOneParty else { return }
        console.note("note: \(statement(question))")
    }

    private func statement(_ question: LoginPlan.Question) -> String {
        switch question {
        case .issuer(let issuer, let host):
            "\(plan.profile.server.hostAndPort) names \(issuer.plainLine(limit: 200)) as its issuer; "
                + "\(whatGoes) to \(tokenHost(host))"
        case .scopes(let scopes):
            "\(plan.profile.server.hostAndPort) suggests the scopes: \(scopes.joined(separator: " ").plainLine(limit: 300))"
        }
    }

    private var whatGoes: String {
        switch plan.credential?.kind {
        case .privateKey: "the signed assertion goes"
        case .some: "the client secret goes"
        case nil: plan.profile.grant == .jwtBearer ? "the assertion goes" : "you are sent"
        }
    }

    private func tokenHost(_ issuerHost: String) -> String {
        let host = plan.profile.tokenEndpoint.hostAndPort
        let device = plan.deviceEndpoint.first?.hostAndPort
        let also = device.map { $0 == host ? "" : " and to \($0) (its device endpoint)" } ?? ""
        return (host == issuerHost ? host : "\(host) (the token endpoint of \(issuerHost))") + also
    }

    private func refusal(_ question: LoginPlan.Question, _ why: String) -> Failure {
        switch question {
        case .issuer(let issuer, _):
            Failure(
                headline: "The issuer \(issuer.plainLine(limit: 200)) \(why); no credential was sent",
                hint: "If you trust it, add: --issuer \(issuer.plainLine(limit: 200))", exitStatus: .authentication)
        case .scopes(let scopes):
            Failure(
                headline: "The choice of scopes \(why); no credential was sent",
                hint: "If they are right, add: --scope \"\(scopes.joined(separator: " ").plainLine(limit: 300))\"",
                exitStatus: .authentication)
        }
    }
}
