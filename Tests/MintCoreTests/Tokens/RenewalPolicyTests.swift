import MintCore
import Testing

@Suite struct RenewalPolicyTests {
    static let issued = Timestamp(1_790_000_000)

    private func token(_ lifetime: Int?) -> TokenRecord {
        TokenRecord(
            generation: 1, issuedAt: Self.issued, expiresAt: lifetime.map { Self.issued + $0 }, scopes: [],
            tokenType: "Bearer")
    }

    @Test(arguments: [
        (40, 10), (0, 0), (59, 14), (60, 30), (100, 30), (600, 60), (3600, 300), (9000, 300), (86_400, 300),
    ])
    func `the lead is a tenth, within bounds (LC-2)`(lifetime: Int, lead: Int) {
        #expect(RenewalPolicy().lead(lifetime: lifetime) == lead)
    }

    @Test func `jitter moves renewal ahead by up to a tenth of the lead, and no expiry is invented`() {
        #expect(RenewalPolicy().renewal(of: token(3600), jitter: 0) == Self.issued + 3300)
        #expect(RenewalPolicy().renewal(of: token(3600), jitter: 1) == Self.issued + 3270)
        #expect(RenewalPolicy().renewal(of: token(nil), jitter: 0.5) == nil)
    }

    @Test(
        arguments: [
            (3600, 0, .valid), (3600, 3299, .valid), (3600, 3300, .expiring), (3600, 3599, .expiring),
            (3600, 3600, .expired),
            (3600, 9999, .expired), (3600, -30, .valid), (3600, -61, .expired), (nil, 0, .unknown),
            (nil, 1_000_000, .unknown),
        ] as [(Int?, Int, TokenState)])
    func `state is told by the clock, and a clock set back resurrects nothing (LC-10, TK-5)`(
        lifetime: Int?, elapsed: Int, state: TokenState
    ) {
        #expect(token(lifetime).state(at: Self.issued + elapsed) == state)
    }
}
