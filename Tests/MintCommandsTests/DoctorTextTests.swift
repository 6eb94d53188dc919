import MintCore
import Testing

@testable import MintCommands

/// A look at this host, for eyes and for programs.
@Suite struct DoctorTextTests {
    private let path = "/home/ada/" + String(repeating: "folder/", count: 20) + "client-secret.1.jwe"

    private var report: DoctorReport {
        var vault = VaultStatus(
            state: .ready, folder: "/home/ada/vault", credential: nil,
            keyFile: VaultStatus.KeySource(path: "/home/ada/vault.key", content: .plain))
        (vault.files, vault.damagedFiles) = (1, [path])
        var store = HostFacts.Store(name: .vault, state: .ready)
        (store.profiles, store.vault) = (1, vault)
        var facts = HostFacts(now: Timestamp(1_795_262_640), userID: 1000)
        facts.stores = [store]
        return DoctorReport(facts)
    }

    @Test func `a terminal gets 80 columns, the commands excepted`() {
        let lines = DoctorText(report: report).lines
        #expect(lines.contains { $0.contains("does not open") } && !lines.contains { $0.contains(path) })
        for line in lines where !line.contains("→") && !line.hasPrefix("              ") {
            #expect(line.count <= 80, "\(line)")
        }
    }

    @Test func `a program gets each finding in one line, its path whole`() {
        let lines = DoctorText(report: report, isForTerminal: false).lines
        #expect(lines.contains { $0.hasSuffix("a sealed file does not open: \(path)") }, "\(lines)")
    }
}
