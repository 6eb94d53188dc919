/// The cache of metadata documents, by our rules.
struct MetadataShelf: Sendable {
    let cache: any MetadataCache
    let now: WallClock

    /// - Returns: `nil` where nothing is kept, or something else than was asked for. It may be stale or damaged.
    func document(at url: HTTPURL, caFile: String?) async -> CachedDocument? {
        guard let document = await cache.document(at: url.text, trust: caFile ?? ""), document.url == url.text else {
            return nil
        }
        return document
    }

    /// Keeps a document that was read, or what is known of it after a 304.
    ///
    /// One whose name led into a private network is not kept: the cache does not say where a document came from, and what
    /// a private server may name, a public one may not (NET-4).
    func keep(_ answer: MetadataFetcher.Answer, kept: CachedDocument?, caFile: String?) async {
        let (response, url) = (answer.response, answer.url)
        let isWhereItSeems = (response.addressRange ?? .publicOrNamed) <= AddressRange(of: url)
        let document =
            response.status == 304
            ? kept?.confirmed(by: response.headers, at: answer.sentAt)
            : CachedDocument(url, body: response.body, headers: response.headers, sentAt: answer.sentAt)
        guard isWhereItSeems, let document else { return await bury(kept, at: url, caFile: caFile) }
        await cache.keep(document, trust: caFile ?? "")
    }

    /// Puts what was kept out of use: the server does not say it any more.
    func bury(_ kept: CachedDocument?, at url: HTTPURL, caFile: String?) async {
        guard kept?.body.isEmpty == false else { return }
        await cache.keep(.tombstone(url, at: now()), trust: caFile ?? "")
    }
}
