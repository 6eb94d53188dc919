import TestSupport
import Testing

@testable import MintCore

@Suite struct LockKeyTests {
    /// A change of a profile, with what it is of.
    struct Change: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var make: @Sendable (inout Profile) -> Void

        init(_ words: String, _ make: @escaping @Sendable (inout Profile) -> Void) {
            (testDescription, self.make) = (words, make)
        }
    }

    private func changed(_ change: Change, grant: Grant = .clientCredentials) -> Profile {
        var profile = Practice.profile("billing", grant: grant)
        change.make(&profile)
        return profile
    }

    private static let partsOfTheTuple = [
        Change("issuer") { $0.issuer = "https://other.example" },
        Change("no issuer, the endpoint in its place") { $0.issuer = nil },
        Change("client id") { $0.clientID = "client2" },
        Change("client authentication") { $0.clientAuthentication = .clientSecretPost },
        Change("grant") { $0.grant = .jwtBearer },
        Change("resource") { $0.resource = "https://mcp.example/" },
        Change("resource off") { $0.settings.sendsResource = false },
        Change("audience") { $0.settings.audience = "api" },
        Change("scopes") { $0.requestedScopes = ["tools:read"] },
        Change("a scope more") { $0.requestedScopes.append("tools:write") },
        Change("no scopes") { $0.requestedScopes = [] },
        Change("DPoP key") { $0.settings.usesDPoP = true },
        Change("parameter") { $0.settings.parameters = [.init(name: "tenant", value: "a")] },
    ]

    @Test(arguments: partsOfTheTuple)
    func `each part of the tuple makes another lock (LC-9)`(change: Change) {
        #expect(LockKey(changed(change)) != LockKey(Practice.profile("billing")))
    }

    @Test func `no two of the parts are taken for each other`() {
        let keys = Self.partsOfTheTuple.map { LockKey(changed($0)) }
        #expect(Set(keys).count == keys.count)
    }

    @Test func `what a part ends with does not run into the next one`() {
        let pairs: [(Change, Change)] = [
            (
                Change("") { ($0.issuer, $0.clientID) = ("https://as.examplea", "b") },
                Change("") { ($0.issuer, $0.clientID) = ("https://as.example", "ab") }
            ),
            (
                Change("") { $0.requestedScopes = ["a", "bc"] },
                Change("") { $0.requestedScopes = ["ab", "c"] }
            ),
            (
                Change("") { $0.settings.parameters = [.init(name: "a", value: "bc")] },
                Change("") { $0.settings.parameters = [.init(name: "ab", value: "c")] }
            ),
            (
                // A scope is not taken for a parameter.
                Change("") { $0.requestedScopes = ["a", "b", "c"] },
                Change("") { ($0.requestedScopes, $0.settings.parameters) = (["a"], [.init(name: "b", value: "c")]) }
            ),
        ]
        for (first, second) in pairs { #expect(LockKey(changed(first)) != LockKey(changed(second))) }
    }

    @Test(arguments: [
        Change("id and name") { $0 = Practice.profile("another") },
        Change("order of the scopes") { $0.requestedScopes.reverse() },
        Change("store") { $0.store = .secretService },
        Change("how the client is proved, not who it is") { $0.settings.assertionAudience = .endpoint },
    ])
    func `one credential under two names has one lock`(change: Change) {
        var profile = changed(change)
        profile.resource = "https://mcp.example"
        #expect(LockKey(profile) == LockKey(Practice.profile("billing")))
    }

    @Test(arguments: [Grant.deviceCode, .authorizationCode])
    func `a person's refresh token is its profile's, whatever is asked for with it (B10)`(grant: Grant) {
        let key = LockKey(Practice.profile("billing", grant: grant))
        for change in Self.partsOfTheTuple where change.testDescription != "grant" {
            #expect(LockKey(changed(change, grant: grant)) == key, "\(change.testDescription)")
        }
        #expect(LockKey(Practice.profile("another", grant: grant)) != key)
    }

    @Test func `the name tells nothing of the profile and fits a file name`() {
        let digest = LockKey(Practice.profile("billing")).digest
        #expect(digest.utf8.count == 64 && digest.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
    }
}
