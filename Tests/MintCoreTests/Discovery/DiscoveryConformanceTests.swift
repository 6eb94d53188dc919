import TestSupport
import Testing

@Suite struct DiscoveryConformanceTests {
    @Test func `discoveries are kept in memory`() async throws { try await checkDiscoveryStore(InMemoryProfileStore()) }
    @Test func `metadata is cached in memory`() async { await checkMetadataCache(InMemoryMetadataCache()) }
}
