import FoundationEssentials
import GRDB
import MintCore

/// A profile's discovery as one row; its parts are JSON.
extension Database {
    func upsert(_ discovery: DiscoveryRecord, of id: ProfileID) throws {
        let sql = "INSERT OR REPLACE INTO discovery (profile, at, snapshot, trace, drift) VALUES (?, ?, ?, ?, ?)"
        try run(
            sql,
            [
                id.rawValue, discovery.at.rawValue, try discovery.snapshot.storedText,
                try discovery.trace.hops.storedText, try discovery.drift.storedText,
            ])
    }

    /// - Returns: `nil` also where the row does not read: then the profile is as if nothing had been found yet.
    func discovery(of id: ProfileID) throws -> DiscoveryRecord? {
        try rows("SELECT at, snapshot, trace, drift FROM discovery WHERE profile = ?", [id.rawValue]) { row in
            try? DiscoveryRecord(row)
        }.first ?? nil
    }

    func dropDiscovery(of id: ProfileID, unlessBoundTo issuer: String?) throws {
        let sql = """
            DELETE FROM discovery WHERE profile = ?1
                AND EXISTS (SELECT 1 FROM profile WHERE id = ?1 AND issuer IS NOT CAST(?2 AS TEXT))
            """
        try run(sql, [id.rawValue, issuer.exact])
    }
}

extension DiscoveryRecord {
    fileprivate init(_ row: ColumnReader) throws {
        var trace = Trace()
        trace.hops = try row.json(2)
        self.init(snapshot: try row.json(1), trace: trace, at: try row.time(0), drift: try row.json(3))
    }
}

extension ColumnReader {
    fileprivate func json<T: Decodable>(_ index: CInt) throws -> T {
        try JSONDecoder().decode(T.self, from: Data(try text(index).utf8))
    }
}

extension Encodable {
    fileprivate var storedText: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
