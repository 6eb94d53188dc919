import ArgumentParser
import MintCore

struct ShowVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show all that is known of a profile, but for its secrets.",
        discussion: """
            --introspect asks the profile's authorization server what it says of the profile's current token; many let only
            their resource servers ask.
            """)

    @Argument(help: "The profile's name, or its server.", completion: .profileNames)
    var profile: String

    @Flag(name: .long, help: "Ask the authorization server about the current token, and say whom it stands for.")
    var introspect = false

    @Flag(name: .long, help: "Show how the last discovery went, hop by hop.")
    var trace = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let services = try await context.services()
        let record = try await services.profiles.resolve(profile)
        let now = context.now(), policy = try context.configurationFile.configuration().policy
        var facts = try await ProfileFacts.read(record, services, showsTrace: trace, at: now)
        var trouble: (any Error)?
        if introspect {
            do {
                facts.introspection = try await told(record, services, context)
            } catch let error as CancellationError {
                throw error
            } catch {
                // What is known here is shown all the same.
                facts.introspection = .failed(Failure(error, about: record.profile))
                trouble = error
            }
        }
        if common.json {
            context.console.print(facts.json(policy, at: now).serialized())
        } else {
            for (name, value) in Self.facts(record, policy, at: now) + facts.lines {
                let indent = String(repeating: " ", count: max(1, 18 - name.count))
                context.console.print(name + indent + value)
            }
        }
        if let trouble { throw trouble }
        return 0
    }

    private func told(
        _ record: ProfileRecord, _ services: Services, _ context: CommandContext
    ) async throws -> IntrospectionFacts {
        let answer = try await services.noting(.introspect, of: record.profile, in: context) {
            try await IntrospectionFacts.ask(about: record, services, observe: common.observer(context.console))
        }
        if let word = answer.word { await services.note(.introspect, of: record.profile, detail: word, in: context) }
        return answer
    }

    static func facts(_ record: ProfileRecord, _ policy: DuePolicy, at now: Timestamp) -> [(String, String)] {
        let profile = record.profile
        return [("name", "\(profile.name.plainLine(limit: 64)) \(profile.grant.tag)"), ("server", profile.server.text)]
            + issuerFacts(profile) + [("store", profile.store.words)] + tokenFacts(record, at: now)
            + credentialFacts(record, policy, at: now) + settingFacts(profile.settings)
            + contactFacts(record)
    }

    /// Nobody is asked for a pasted token.
    private static func issuerFacts(_ profile: Profile) -> [(String, String)] {
        guard profile.grant != .static else { return [] }
        let client = profile.clientID.isEmpty ? [] : [("client id", profile.clientID.plainLine())]
        return [
            ("resource", profile.settings.sendsResource ? profile.resource.plainLine() : "not sent"),
            ("issuer", profile.issuer?.plainLine() ?? "none: the token endpoint is pinned"),
            ("token endpoint", profile.tokenEndpoint.text),
        ] + client + [("client auth", profile.clientAuthentication.rawValue)]
    }

    private static func tokenFacts(_ record: ProfileRecord, at now: Timestamp) -> [(String, String)] {
        let asked = record.profile.requestedScopes.joined(separator: " ")
        guard let token = record.token else { return [("token", "none"), ("scopes asked", asked.plainLine())] }
        let granted = token.scopes.joined(separator: " ").plainLine()
        return [
            ("token", ListVerb.token(record, at: now)), ("issued", token.issuedAt.utcText),
            ("expires", token.expiresAt?.utcText ?? "unknown: the server does not say"),
            ("scopes granted", granted.isEmpty ? "none named" : granted),
        ] + (token.scopes == record.profile.requestedScopes ? [] : [("scopes asked", asked.plainLine())])
    }

    private static func credentialFacts(
        _ record: ProfileRecord, _ policy: DuePolicy, at now: Timestamp
    ) -> [(String, String)] {
        guard let credential = record.credential else { return [("credential", "none")] }
        let days = max(0, now - credential.createdAt) / 86_400
        return [("credential", "\(credential.kind.words), generation \(credential.generation), \(days) days old")]
            + (credential.keyID.map { [("key id", $0.plainLine())] } ?? [])
            + [endFact(record, policy, at: now)]
    }

    /// A date, by whose word, and what to do where it is near.
    private static func endFact(
        _ record: ProfileRecord, _ policy: DuePolicy, at now: Timestamp
    ) -> (String, String) {
        guard let end = record.credentialEnd(under: policy) else {
            return ("secret ends", record.profile.settings.isExemptFromMaxAge ? "never" : "unknown")
        }
        let left = end.at - now
        let when = left > 0 ? "in \(TimeSpan.words(left))" : "\(TimeSpan.words(-left)) ago"
        let command = left <= policy.warn ? ": \(record.rotateCommand)" : ""
        return (
            end.source == .stated ? "secret ends" : "replace by",
            "\(end.at.utcText), \(when)" + (end.source == .policy ? ", by your rule about ages" : "") + command
        )
    }

    private static func settingFacts(_ settings: ProfileSettings) -> [(String, String)] {
        let standard = ProfileSettings()
        var facts: [(String, String)] = []
        if !settings.tags.isEmpty { facts.append(("tags", settings.tags.joined(separator: " ").plainLine())) }
        if let note = settings.note { facts.append(("note", note.plainLine(limit: ProfileLabel.noteLimit))) }
        func add(_ name: String, _ value: String, _ differs: Bool) {
            if differs { facts.append((name, value.plainLine())) }
        }
        add("rotated by", settings.rotationCommand ?? "", settings.rotationCommand != nil)
        add(
            "assertion aud", settings.assertionAudience.argument,
            settings.assertionAudience != standard.assertionAudience)
        add("assertion typ", settings.assertionType, settings.assertionType != standard.assertionType)
        add("basic encoding", settings.basicEncoding.rawValue, settings.basicEncoding != standard.basicEncoding)
        add("key algorithm", settings.keyAlgorithm?.rawValue ?? "", settings.keyAlgorithm != nil)
        add("audience", settings.audience ?? "", settings.audience != nil)
        add("CA file", settings.caFile ?? "", settings.caFile != nil)
        add("keep warm", settings.keepWarm.rawValue, settings.keepWarm != standard.keepWarm)
        add("provider", settings.preset?.rawValue ?? "", settings.preset != nil)
        add("step-up", settings.stepUp?.rawValue ?? "", settings.stepUp != nil)
        add("redirect", settings.redirectURI ?? "", settings.redirectURI != nil)
        add("assertion", settings.assertionSource?.words ?? "", settings.assertionSource != nil)
        if let provider = settings.identityProvider {
            add("identity provider", "\(provider.tokenEndpoint), as \(provider.clientID.plainLine())", true)
            add("person's token", provider.subjectTokenSource.words, true)
        }
        for parameter in settings.parameters { add("parameter", "\(parameter.name)=\(parameter.value)", true) }
        return facts
    }

    private static func contactFacts(_ record: ProfileRecord) -> [(String, String)] {
        guard let contact = record.contact else { return [("last contact", "none yet")] }
        guard let failure = contact.failure else { return [("last contact", "\(contact.at.utcText), ok")] }
        let hint = failure.hint.map { [("", $0.replacing("\n", with: "\n" + String(repeating: " ", count: 18)))] } ?? []
        return [("last contact", "\(contact.at.utcText), \(failure.headline)")] + hint
    }
}
