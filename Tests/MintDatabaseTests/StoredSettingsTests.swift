import MintCore
import TestSupport
import Testing

@testable import MintDatabase

@Suite struct StoredSettingsTests {
    @Test func `what is as the specifications say is not written`() throws {
        try #expect(StoredSettings.encoded(ProfileSettings()) == "{}")
        var settings = ProfileSettings()
        settings.usesDPoP = true
        settings.stepUp = .never
        try #expect(StoredSettings.encoded(settings) == #"{"dpop":true,"step_up":"never"}"#)
    }

    @Test func `an identity provider is written under the names of the settings`() throws {
        var settings = ProfileSettings()
        settings.identityProvider = IdentityProvider(
            tokenEndpoint: Practice.url("https://idp.example/token"), clientID: "c", subjectTokenSource: .file("/t"))
        let text = """
            {"identity_provider":{"client_id":"c","subject_token_source":{"file":"/t"},\
            "subject_token_type":"urn:ietf:params:oauth:token-type:id_token",\
            "token_endpoint":"https://idp.example/token"}}
            """
        try #expect(StoredSettings.encoded(settings) == text)
        try #expect(StoredSettings.decoded(text) == settings)
    }

    @Test(arguments: [
        #"{"preset":"canary","step_up":"canary","audience":"a"}"#, #"{"audience":"a","a later setting":{"x":[1]}}"#,
    ])
    func `what a later version says reads as the default`(text: String) throws {
        var expected = ProfileSettings()
        expected.audience = "a"
        try #expect(StoredSettings.decoded(text) == expected)
    }

    @Test(arguments: ProviderPreset.Name.allCases, ProfileSettings.StepUp.allCases)
    func `presets and step-ups come back`(preset: ProviderPreset.Name, stepUp: ProfileSettings.StepUp) throws {
        var settings = ProfileSettings()
        (settings.preset, settings.stepUp) = (preset, stepUp)
        try #expect(StoredSettings.decoded(StoredSettings.encoded(settings)) == settings)
    }
}
