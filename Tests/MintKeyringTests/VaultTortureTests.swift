import TestSupport
import Testing

@testable import MintKeyring

/// A twentieth of what `Scripts/torture` does: real processes that write to one vault are killed at random instants.
@Suite struct VaultTortureTests {
    static let seed = 20_261_123
    static let kills = 25

    @Test func `processes that are killed while they write lose nothing and leave nothing half`() async throws {
        let folder = Program.path.split(separator: "/").dropLast().joined(separator: "/")
        let outcome = try await Shell.run("'/\(folder)/vault-torture' --kills \(Self.kills) --seed \(Self.seed)")
        #expect(outcome.code == 0, "\(outcome.out)")
        #expect(outcome.out.contains("\(Self.kills) kills") && outcome.out.contains("0 violations"), "\(outcome.out)")
    }
}
