import FoundationEssentials
import MintCore

/// ``ProfileSettings`` as a JSON object that names only what differs from the defaults.
///
/// So a setting that a later version adds needs no migration, and most rows read `{}`.
struct StoredSettings: Codable {
    private var assertionAudience: String?
    private var assertionType: String?
    private var basicEncoding: ProfileSettings.BasicEncoding?
    private var parameters: [ProfileSettings.Parameter]?
    private var audience: String?
    private var sendsResource: Bool?
    private var sendsClientIDWithAssertion: Bool?
    private var caFile: String?
    private var keyAlgorithm: SigningAlgorithm?
    private var keyAlgorithmName: String?
    private var keyID: String?
    private var keepWarm: ProfileSettings.KeepWarm?
    /// As words: one that a later version adds reads as the default.
    private var preset: String?
    private var stepUp: String?
    private var usesDPoP: Bool?
    private var assertionSource: SecretSource?
    private var identityProvider: StoredIdentityProvider?
    private var redirectURI: String?
    private var allowsLegacyDiscovery: Bool?
    private var tags: [String]?
    private var note: String?
    private var isExemptFromMaxAge: Bool?
    private var rotationCommand: String?

    private enum CodingKeys: String, CodingKey {
        case assertionAudience = "assertion_audience", assertionType = "assertion_type"
        case basicEncoding = "basic_encoding", parameters, audience
        case sendsResource = "sends_resource", sendsClientIDWithAssertion = "sends_client_id_with_assertion"
        case caFile = "ca_file", keyAlgorithm = "key_algorithm", keyAlgorithmName = "key_algorithm_name"
        case keyID = "key_id", keepWarm = "keep_warm", preset, stepUp = "step_up", usesDPoP = "dpop"
        case assertionSource = "assertion_source", identityProvider = "identity_provider"
        case redirectURI = "redirect_uri", allowsLegacyDiscovery = "legacy_discovery"
        case tags, note
        case isExemptFromMaxAge = "exempt_from_max_age", rotationCommand = "rotation_command"
    }

    static let defaults = "{}"

    static func encoded(_ settings: ProfileSettings) throws -> String {
        let plain = ProfileSettings()
        if settings == plain { return defaults }
        func changed<T: Equatable>(_ path: KeyPath<ProfileSettings, T>) -> T? {
            settings[keyPath: path] == plain[keyPath: path] ? nil : settings[keyPath: path]
        }
        var stored = StoredSettings()
        stored.assertionAudience = changed(\.assertionAudience)?.argument
        stored.assertionType = changed(\.assertionType)
        stored.basicEncoding = changed(\.basicEncoding)
        stored.parameters = changed(\.parameters)
        stored.audience = settings.audience
        stored.sendsResource = changed(\.sendsResource)
        stored.sendsClientIDWithAssertion = changed(\.sendsClientIDWithAssertion)
        stored.caFile = settings.caFile
        stored.keyAlgorithm = settings.keyAlgorithm
        stored.keyAlgorithmName = settings.keyAlgorithmName
        stored.keyID = settings.keyID
        stored.keepWarm = changed(\.keepWarm)
        stored.preset = settings.preset?.rawValue
        stored.stepUp = settings.stepUp?.rawValue
        stored.usesDPoP = changed(\.usesDPoP)
        stored.assertionSource = settings.assertionSource
        stored.identityProvider = settings.identityProvider.map { StoredIdentityProvider($0) }
        stored.redirectURI = settings.redirectURI
        stored.allowsLegacyDiscovery = changed(\.allowsLegacyDiscovery)
        stored.tags = changed(\.tags)
        stored.note = settings.note
        stored.isExemptFromMaxAge = changed(\.isExemptFromMaxAge)
        stored.rotationCommand = settings.rotationCommand
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(stored), as: UTF8.self)
    }

    static func decoded(_ text: String) throws -> ProfileSettings {
        var settings = ProfileSettings()
        if text == defaults { return settings }
        let stored = try JSONDecoder().decode(StoredSettings.self, from: Data(text.utf8))
        if let it = stored.assertionAudience { settings.assertionAudience = .init(argument: it) }
        if let it = stored.assertionType { settings.assertionType = it }
        if let it = stored.basicEncoding { settings.basicEncoding = it }
        if let it = stored.parameters { settings.parameters = it }
        if let it = stored.sendsResource { settings.sendsResource = it }
        if let it = stored.sendsClientIDWithAssertion { settings.sendsClientIDWithAssertion = it }
        if let it = stored.keepWarm { settings.keepWarm = it }
        settings.audience = stored.audience
        settings.caFile = stored.caFile
        settings.keyAlgorithm = stored.keyAlgorithm
        settings.keyAlgorithmName = stored.keyAlgorithmName
        settings.keyID = stored.keyID
        settings.preset = stored.preset.flatMap { ProviderPreset.Name(rawValue: $0) }
        settings.stepUp = stored.stepUp.flatMap { ProfileSettings.StepUp(rawValue: $0) }
        if let it = stored.usesDPoP { settings.usesDPoP = it }
        settings.assertionSource = stored.assertionSource
        settings.identityProvider = stored.identityProvider?.value
        settings.redirectURI = stored.redirectURI
        if let it = stored.allowsLegacyDiscovery { settings.allowsLegacyDiscovery = it }
        if let it = stored.tags { settings.tags = it }
        settings.note = stored.note
        if let it = stored.isExemptFromMaxAge { settings.isExemptFromMaxAge = it }
        settings.rotationCommand = stored.rotationCommand
        return settings
    }
}
