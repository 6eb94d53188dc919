public import MintCore
import Testing

/// What ``MetadataCache`` promises, as code; every implementation runs it on an empty cache.
public func checkMetadataCachePromises(_ cache: some MetadataCache) async {
    let url = "https://as.example/.well-known/oauth-authorization-server"
    var document = CachedDocument(
        url: url, body: Array(#"{"issuer":"https://as.example"}"#.utf8), fetchedAt: Practice.start,
        freshUntil: Practice.start + 300, entityTag: #"W/"a\"b""#, lastModified: "Tue, 17 Nov 2026 08:00:00 GMT")
    #expect(await cache.document(at: url, trust: "") == nil)
    await cache.keep(document, trust: "")
    #expect(await cache.document(at: url, trust: "") == document)

    // Neither another trust nor another spelling shares it.
    for (other, trust) in [(url, "/etc/ca.pem"), (url + "/", ""), (url.uppercased(), ""), (url + "\u{0}", "")] {
        #expect(await cache.document(at: other, trust: trust) == nil, "\(other.debugDescription) \(trust)")
    }
    var elsewhere = document
    elsewhere.body = []
    (elsewhere.entityTag, elsewhere.lastModified) = (nil, nil)
    await cache.keep(elsewhere, trust: "/etc/ca.pem")
    #expect(await cache.document(at: url, trust: "/etc/ca.pem") == elsewhere)
    #expect(await cache.document(at: url, trust: "") == document)

    // What came last counts, even where the clock went back; bytes stay as they were served.
    document.body = [0, 0xFF, 0xC3, 0x28, 0x22]
    document.fetchedAt = Practice.start + -86_400
    document.freshUntil = Timestamp(-1)
    document.entityTag = ""
    document.lastModified = nil
    await cache.keep(document, trust: "")
    #expect(await cache.document(at: url, trust: "") == document)

    // However many there are, the newest is among those that are kept.
    for number in 0..<300 {
        let one = CachedDocument(
            url: "https://\(number).example/", body: [1], fetchedAt: Practice.start + -number,
            freshUntil: Practice.start)
        await cache.keep(one, trust: "")
        #expect(await cache.document(at: one.url, trust: "") == one)
    }
}
