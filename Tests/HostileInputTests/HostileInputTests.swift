import Testing

@testable import HostileInput

@Suite struct HostileInputTests {
    static let seed: UInt64 = 20_261_123
    /// In all; `Scripts/torture` runs a million.
    static let count = 4000

    @Test(arguments: Target.all.map(\.name))
    func `hostile input breaks no promise of its reader`(name: String) async throws {
        var options = try Options(["--count", "\(Self.count)"])
        options.seed = Self.seed
        let (target, count) = try #require(options.plan.first { $0.target.name == name })
        for number in 0..<count {
            let one = await target.check(seed: Self.seed, number: number)
            #expect(one.violations.isEmpty, "\(one.report)")
        }
    }

    @Test(arguments: Target.all.map(\.name))
    func `a case is the same each time it is made`(name: String) async throws {
        let target = try #require(Target.all.first { $0.name == name })
        let first = await target.check(seed: 5, number: 3)
        let second = await target.check(seed: 5, number: 3)
        #expect(first.input == second.input)
        let others = [await target.check(seed: 6, number: 3), await target.check(seed: 5, number: 4)]
        #expect(others.contains { $0.input != first.input })
    }
}
