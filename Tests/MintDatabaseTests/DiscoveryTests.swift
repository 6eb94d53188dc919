import GRDB
import MintCore
import TestSupport
import Testing

@testable import MintDatabase

/// What SQLite adds to the promises of the ports: what it does with rows that were damaged, and how much it keeps.
@Suite struct DiscoveryTests {
    @Test(arguments: [
        "snapshot = '{'", "snapshot = '{}'", "snapshot = '[]'", "trace = ''", "trace = '[1]'", "trace = '[{}]'",
        "drift = 'null'", "drift = '{\"member\":1}'", "snapshot = CAST(x'ff00' AS TEXT)",
    ])
    func `a discovery that does not read is none, and harms nobody`(damage: String) async throws {
        let state = try TemporaryFolder().open()
        let record = try await state.logIn(Practice.profile("billing"))
        let discovery = DiscoveryRecord(
            snapshot: DiscoverySnapshot(issuer: "https://as.example", tokenEndpoint: "https://as.example/token"),
            trace: Trace(), at: Practice.start)
        try await state.keepDiscovery(discovery, of: record.id)
        try await state.read { try $0.execute(sql: "UPDATE discovery SET \(damage)") }
        try #expect(await state.discovery(of: record.id) == nil)
        try #expect(await state.records() == [record])
        try await state.keepDiscovery(discovery, of: record.id)
        try #expect(await state.discovery(of: record.id) == discovery)
    }

    @Test func `of many documents the 256 that were kept last stay`() async throws {
        let state = try TemporaryFolder().open()
        for number in 0..<300 { await state.keep(document(number), trust: "") }
        await state.keep(document(44), trust: "")
        await state.keep(document(300), trust: "/etc/ca.pem")
        var kept: [Int] = []
        for number in 0..<300 where await state.document(at: document(number).url, trust: "") != nil {
            kept.append(number)
        }
        #expect(kept == [44] + (46..<300))
        #expect(await state.document(at: document(300).url, trust: "/etc/ca.pem") != nil)
    }

    @Test func `a document of a mebibyte is kept; a longer one is not, nor what it replaces`() async throws {
        let state = try TemporaryFolder().open()
        var long = document(1)
        long.body = Array(repeating: 0x20, count: 1_048_576)
        await state.keep(long, trust: "")
        #expect(await state.document(at: long.url, trust: "") == long)
        var longer = long
        longer.body.append(0x20)
        await state.keep(longer, trust: "")
        #expect(await state.document(at: long.url, trust: "") == nil)
    }

    @Test func `a cache that cannot be read or written is empty, and nobody is told`() async throws {
        let folder = try TemporaryFolder()
        var state = try folder.open()
        await state.keep(document(1), trust: "")
        try await state.read { try $0.execute(sql: "DROP TABLE metadata_document") }
        await state.keep(document(2), trust: "")
        #expect(await state.document(at: document(1).url, trust: "") == nil)
        state.close()
        await state.keep(document(2), trust: "")
        #expect(await state.document(at: document(2).url, trust: "") == nil)
        state = try folder.open()
        try #expect(await state.records().isEmpty)
    }

    private func document(_ number: Int) -> CachedDocument {
        CachedDocument(
            url: "https://\(number).example/", body: [1], fetchedAt: Practice.start, freshUntil: Practice.start + 9)
    }
}
