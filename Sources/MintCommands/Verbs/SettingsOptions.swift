import ArgumentParser
import FoundationEssentials
import MintCore

/// What is set per profile because servers differ; `login` and `set` share it.
struct SettingsOptions: ParsableArguments {
    @Option(name: .customLong("assertion-audience"), help: "Audience of assertions: issuer, endpoint, or a URL.")
    var assertionAudience: String?

    @Option(name: .customLong("assertion-type"), help: "`typ` header of assertions; older servers want JWT.")
    var assertionType: String?

    @Option(name: .customLong("client-key-alg"), help: "Algorithm of assertions: ES256, ES384, RS256, PS256, EdDSA.")
    var keyAlgorithm: String?

    @Option(name: .customLong("key-id"), help: "Key id of assertions; default is the key's RFC 7638 thumbprint.")
    var keyID: String?

    @Option(name: .customLong("basic-encoding"), help: "How id and secret go into HTTP Basic: form, percent, raw.")
    var basicEncoding: String?

    @Option(name: .customLong("param"), help: "A further field of token requests, name=value; repeatable.")
    var parameters: [String] = []

    @Option(name: .long, help: "The vendor parameter `audience`.")
    var audience: String?

    @Flag(name: .customLong("no-resource"), help: "Do not send `resource` (RFC 8707).")
    var noResource = false

    @Flag(name: .customLong("send-client-id"), help: "Send client_id beside an assertion.")
    var sendClientID = false

    @Option(name: .customLong("ca-file"), help: "PEM file trusted beside the system's roots.", completion: .file())
    var caFile: String?

    @Option(
        name: .customLong("keep-warm"), help: "Whether an open board renews ahead of expiry: always, when-used, never.")
    var keepWarm: String?

    @Option(
        name: .long, help: "Whose habits to take over: entra, auth0, okta, keycloak, cognito, google, generic.",
        completion: .list(ProviderPreset.Name.allCases.map(\.rawValue)))
    var provider: String?

    @Option(
        name: .customLong("step-up"), help: "When a server demands more scopes: ask, never, auto.",
        completion: .list(ProfileSettings.StepUp.allCases.map(\.rawValue)))
    var stepUp: String?

    @Option(name: .long, help: "A word to find the profile by; repeatable, and added to those it has.")
    var tag: [String] = []

    @Option(name: .long, help: "Takes a tag away; repeatable.")
    var untag: [String] = []

    @Option(name: .long, help: "A line to remember about the profile.")
    var note: String?

    @Option(name: .customLong("rotation-command"), help: "What makes its next secret or key, for `rotate`; no shell.")
    var rotationCommand: String?
}

extension SettingsOptions {
    /// What was named, even as its default.
    var said: Set<ProviderPreset.Setting> {
        let named: [(ProviderPreset.Setting, Bool)] = [
            (.resource, noResource), (.audience, audience != nil), (.basicEncoding, basicEncoding != nil),
            (.assertionAudience, assertionAudience != nil), (.assertionType, assertionType != nil),
            (.clientIDWithAssertion, sendClientID),
        ]
        return Set(named.filter(\.1).map(\.0))
    }
}

extension SettingsOptions {
    /// These settings over the given ones; only what was typed changes.
    func applied(to base: ProfileSettings) throws -> ProfileSettings {
        var settings = base
        if let assertionAudience { settings.assertionAudience = try Self.audience(assertionAudience) }
        if let assertionType { settings.assertionType = assertionType }
        if let keyAlgorithm {
            settings.keyAlgorithm = try Choice.read(
                keyAlgorithm, "--client-key-alg", SigningAlgorithm.init(argument:),
                SigningAlgorithm.allCases.map(\.rawValue))
        }
        if let keyID { settings.keyID = keyID.isEmpty ? nil : keyID }
        if let basicEncoding {
            let all = ProfileSettings.BasicEncoding.allCases.map(\.rawValue)
            settings.basicEncoding = try Choice.read(
                basicEncoding, "--basic-encoding", ProfileSettings.BasicEncoding.init(rawValue:), all)
        }
        if !parameters.isEmpty {
            settings.parameters = try parameters.map(Self.parameter)
            guard Set(settings.parameters.map(\.name)).count == parameters.count else {
                throw UsageError(
                    "--param names a parameter twice", hint: "No parameter may be sent twice (RFC 6749 §3.2).")
            }
        }
        if let audience { settings.audience = audience.isEmpty ? nil : audience }
        if noResource { settings.sendsResource = false }
        if sendClientID { settings.sendsClientIDWithAssertion = true }
        if let caFile { settings.caFile = caFile.isEmpty ? nil : try Self.absolute(caFile) }
        if let keepWarm {
            let all = ProfileSettings.KeepWarm.allCases.map(\.rawValue)
            settings.keepWarm = try Choice.read(keepWarm, "--keep-warm", ProfileSettings.KeepWarm.init(rawValue:), all)
        }
        if let provider {
            settings.preset = try Choice.read(
                provider, "--provider", ProviderPreset.Name.init(argument:),
                ProviderPreset.Name.allCases.map(\.rawValue))
        }
        if let stepUp {
            let all = ProfileSettings.StepUp.allCases.map(\.rawValue)
            settings.stepUp = try Choice.read(stepUp, "--step-up", ProfileSettings.StepUp.init(rawValue:), all)
        }
        if let rotationCommand {
            guard rotationCommand.isEmpty || CommandWords.split(rotationCommand) != nil else {
                throw UsageError("--rotation-command has no word in it, or an open quote")
            }
            settings.rotationCommand = rotationCommand.isEmpty ? nil : rotationCommand
        }
        try applyLabels(to: &settings)
        return settings
    }

    private func applyLabels(to settings: inout ProfileSettings) throws {
        let gone = try Set(untag.map(ProfileLabel.tag))
        let added = try tag.map(ProfileLabel.tag)
        settings.tags = settings.tags.filter { !gone.contains($0) && !added.contains($0) } + added
        if let note { settings.note = ProfileLabel.note(note) }
    }

    private static func audience(_ text: String) throws -> ProfileSettings.AssertionAudience {
        let audience = ProfileSettings.AssertionAudience(argument: text)
        if case .literal = audience, !text.contains(":") {
            throw UsageError(
                "--assertion-audience does not know \"\(text.plainLine(limit: 40))\"",
                hint: "Known: issuer, endpoint, or the audience itself as a URL.")
        }
        return audience
    }

    private static func parameter(_ text: String) throws -> ProfileSettings.Parameter {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw UsageError("--param wants name=value", hint: "For example: --param tenant=blue")
        }
        let name = String(parts[0])
        guard !TokenRequest.reservedNames.contains(name) else { throw LoginError.reservedParameter(name) }
        let smell = ["secret", "password", "passwd", "passphrase", "api_key", "apikey", "access_token", "id_token"]
        guard !smell.contains(where: name.lowercased().contains) else {
            throw UsageError(
                "--param is kept in the database and shown: no place for \(name.plainLine(limit: 40))",
                hint: "A secret goes in by --client-secret-stdin, --client-secret-file or --client-secret-env.")
        }
        return ProfileSettings.Parameter(name: name, value: String(parts[1]))
    }

    /// The path of a file that can be read.
    static func absolute(_ path: String) throws -> String {
        let full = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        guard FileManager.default.isReadableFile(atPath: full) else {
            throw TransportError.certificateFile(path: path, reason: "there is no such readable file")
        }
        return full
    }
}

/// One of a few words, typed by a person.
enum Choice {
    static func read<T>(_ text: String, _ flag: String, _ parse: (String) -> T?, _ known: [String]) throws -> T {
        if let value = parse(text) { return value }
        let near = nearest(to: text, among: known).map { "Did you mean \($0)?\n" } ?? ""
        throw UsageError(
            "\(flag) does not know \"\(text.plainLine(limit: 40))\"",
            hint: near + "Known: \(known.joined(separator: ", "))")
    }
}
