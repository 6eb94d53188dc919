import MintCore
import TestSupport
import Testing

@testable import MintCommands

@Suite struct ListSecretTests {
    private static let day = 86_400

    @Test(arguments: [
        (Int?.none, Int?.none, "-"), (88 * day, nil, "88d"), (3 * day, nil, "3d !"), (1800, nil, "1h !"),
        (0, nil, "over !!"),
        (nil, 90 * day, "90d"), (nil, 10 * day, "10d !"), (nil, 0, "old !"), (30 * day, 1, "30d"),
    ])
    func `the column says when the secret ends, and by whose word`(_ end: Int?, _ maxAge: Int?, _ text: String) {
        var credential = Practice.credential(1), policy = DuePolicy()
        credential.expiresAt = end.map { Practice.start + $0 }
        policy.secretMaxAge = maxAge
        let record = ProfileRecord(profile: Practice.profile("a"), credential: credential)
        #expect(ListVerb.secret(record, policy, at: Practice.start) == text)
    }

    @Test(arguments: [
        (["a", "b"], ["a"], "fewer scopes"), (["a"], ["a", "b"], "ok"), (["a", "offline_access"], ["a"], "ok"),
        ([], [], "ok"), (["a"], [], "fewer scopes"),
    ])
    func `a token with less than was asked for is told in the list (TK-6)`(
        asked: [String], granted: [String], word: String
    ) {
        var profile = Practice.profile("a"), token = Practice.token(1)
        (profile.requestedScopes, token.scopes) = (asked, granted)
        var record = ProfileRecord(profile: profile, token: token, contact: ContactRecord(at: Practice.start))
        #expect(ListVerb.health(record) == word)
        record.contact?.failure = ContactFailure(code: "http 503", headline: "x", hint: nil)
        #expect(ListVerb.health(record) == "http 503", "a failure comes first")
        record.token = nil
        record.contact?.failure = nil
        #expect(ListVerb.health(record) == "ok")
    }

    @Test(arguments: [(ProviderPreset.Name.entra, "ok"), (.google, "ok"), (.okta, "fewer scopes")])
    func `a provider that spells scopes otherwise in its answer withholds none (TK-6)`(
        provider: ProviderPreset.Name, word: String
    ) {
        var profile = Practice.profile("a"), token = Practice.token(1)
        (profile.requestedScopes, token.scopes) = (["api/.default"], ["api/read"])
        profile.settings.preset = provider
        let record = ProfileRecord(profile: profile, token: token, contact: ContactRecord(at: Practice.start))
        #expect(ListVerb.health(record) == word)
    }

    @Test func `a key is told as one, and a profile without a credential has none`() {
        var credential = Practice.credential(1, kind: .privateKey)
        credential.expiresAt = Practice.start + 12 * Self.day
        let key = ProfileRecord(profile: Practice.profile("a"), credential: credential)
        #expect(ListVerb.secret(key, DuePolicy(), at: Practice.start) == "key 12d !")
        let none = ProfileRecord(profile: Practice.profile("a"))
        #expect(ListVerb.secret(none, DuePolicy(), at: Practice.start) == "-")
    }
}
