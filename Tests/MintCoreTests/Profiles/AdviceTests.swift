import TestSupport
import Testing

@testable import MintCore

@Suite struct AdviceTests {
    private let profile: Profile = {
        var profile = Practice.profile("bill it")
        profile.server = Practice.url("https://m.example/mcp")
        return profile
    }()

    @Test(arguments: [
        ("`mintmark probe NAME` shows", "`mintmark probe 'bill it'` shows"),
        (
            "mintmark login SERVER --profile bill it --grant device-code",
            "mintmark login https://m.example/mcp --profile 'bill it' --grant device-code"
        ),
        ("mintmark login SERVER --profile NAME …", "mintmark login https://m.example/mcp --profile 'bill it' …"),
        ("mintmark audit SERVER --profile NAME", "mintmark audit https://m.example/mcp --profile 'bill it'"),
        ("mintmark set PROFILE --step-up auto", "mintmark set 'bill it' --step-up auto"), ("Wait.", "Wait."),
    ])
    func `advice about a profile can be run as it stands`(advice: String, filled: String) {
        #expect(profile.filling(advice) == filled)
    }

    @Test func `where no profile is known, none is to be probed`() {
        let errors: [TransportError] = [
            .timedOut(host: "m.example", after: .seconds(1)), .closedEarly(host: "m.example"),
        ]
        for error in errors {
            #expect(error.hint?.contains("NAME") == false)
            #expect(Failure(error, about: profile).hint?.contains("mintmark probe 'bill it'") == true)
            #expect(Failure(error, about: nil).hint == error.hint)
        }
    }
}
