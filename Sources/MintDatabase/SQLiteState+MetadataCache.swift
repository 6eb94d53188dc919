import FoundationEssentials
import GRDB
public import MintCore

/// Bounded, since servers choose what is in it: at most ``documentLimit`` documents of ``bodyLimit`` bytes.
extension SQLiteState: MetadataCache {
    static let documentLimit = 256
    static let bodyLimit = 1_048_576

    public func document(at url: String, trust: String) async -> CachedDocument? {
        let sql = """
            SELECT body, fetched_at, fresh_until, etag, last_modified FROM metadata_document
            WHERE url = CAST(? AS TEXT) AND trust = CAST(? AS TEXT)
            """
        // What does not read, for whatever reason, is fetched again.
        return try? await read { db in
            try db.rows(sql, [url.exact, trust.exact]) { row in
                CachedDocument(
                    url: url, body: try row.bytes(0), fetchedAt: try row.time(1), freshUntil: try row.time(2),
                    entityTag: try row.optionalText(3), lastModified: try row.optionalText(4))
            }.first
        }
    }

    /// A document that is too long to keep takes its predecessor away all the same: that one is out of date.
    public func keep(_ document: CachedDocument, trust: String) async {
        try? await write(.mayBeLost) { db in
            try db.run(
                "DELETE FROM metadata_document WHERE url = CAST(? AS TEXT) AND trust = CAST(? AS TEXT)",
                [document.url.exact, trust.exact])
            if document.body.count > Self.bodyLimit { return }
            try db.insert(document, trust: trust)
            try db.dropOldDocuments(keeping: Self.documentLimit)
        }
    }
}

extension Database {
    fileprivate func insert(_ document: CachedDocument, trust: String) throws {
        let sql = """
            INSERT INTO metadata_document (url, trust, fetched_at, fresh_until, etag, last_modified, body)
            VALUES (CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?)
            """
        try run(
            sql,
            [
                document.url.exact, trust.exact, document.fetchedAt.rawValue, document.freshUntil.rawValue,
                document.entityTag.exact, document.lastModified.exact, Data(document.body),
            ])
    }

    fileprivate func dropOldDocuments(keeping limit: Int) throws {
        let sql = """
            DELETE FROM metadata_document WHERE number <= (
                SELECT number FROM metadata_document ORDER BY number DESC LIMIT 1 OFFSET ?)
            """
        try run(sql, [limit])
    }
}
