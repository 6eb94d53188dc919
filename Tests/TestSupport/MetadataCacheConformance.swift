public import MintCore
import Testing

/// What ``MetadataCache`` promises, as code; every implementation runs it on an empty cache.
public func checkMetadataCache(_ cache: some MetadataCache) async {
    let url = "https://as.example/.well-known/oauth-authorization-server"
    await #expect(cache.document(at: url, trust: "") == nil)
    let document = CachedDocument(
        url: url, body: Array(#"{"issuer":"https://as.example","é":"\u0000"}"#.utf8) + [0, 0xFF],
        fetchedAt: Practice.start,
        freshUntil: Practice.start + 600, entityTag: "W/\"v1'\"", lastModified: "Wed, 18 Nov 2026 10:00:00 GMT")
    await cache.keep(document, trust: "")
    await #expect(cache.document(at: url, trust: "") == document)

    // Neither another URL nor another trust sees it.
    await #expect(cache.document(at: url + "/", trust: "") == nil)
    await #expect(cache.document(at: url.uppercased(), trust: "") == nil)
    await #expect(cache.document(at: url, trust: "/etc/ca.pem") == nil)
    let tombstone = CachedDocument(url: url, body: [], fetchedAt: Timestamp(0), freshUntil: Timestamp(0))
    await cache.keep(tombstone, trust: "/etc/ca.pem")
    await #expect(cache.document(at: url, trust: "/etc/ca.pem") == tombstone)
    await #expect(cache.document(at: url, trust: "") == document)

    // The newer one replaces the older one, also where it has less.
    let newer = CachedDocument(
        url: url, body: Array("{}".utf8), fetchedAt: Practice.start + 1, freshUntil: Practice.start + 1)
    await cache.keep(newer, trust: "")
    await #expect(cache.document(at: url, trust: "") == newer)
    await #expect(cache.document(at: url, trust: "/etc/ca.pem") == tombstone)
}
