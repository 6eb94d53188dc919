import GRDB
import MintCore

/// What is known of profiles, put together from the rows of five tables.
extension Database {
    /// - Parameter condition: For one profile, with one place for the argument.
    func record(where condition: String, _ argument: any DatabaseValueConvertible) throws -> ProfileRecord? {
        let sql = """
            SELECT \(ProfileRowDecoder.profileColumns), \(ProfileRowDecoder.credentialColumns),
                \(ProfileRowDecoder.tokenColumns), \(ProfileRowDecoder.contactColumns),
                \(ProfileRowDecoder.rotationColumns)
            FROM profile
            LEFT JOIN credential ON credential.profile = profile.id AND credential.slot = 'current'
            LEFT JOIN token_state ON token_state.profile = profile.id
            LEFT JOIN contact ON contact.profile = profile.id
            \(ProfileRowDecoder.rotationJoins)
            WHERE \(condition)
            """
        var decoder = ProfileRowDecoder()
        return try rows(sql, [argument]) { row in
            try decoder.record(
                row, credential: decoder.credential(row, at: 28), token: decoder.token(row, at: 34),
                contact: decoder.contact(row, at: 41), rotation: decoder.rotation(row, at: 45))
        }.first
    }

    /// Every profile, by name. Reads each table from end to end: in a long list a join would look up every row of
    /// three tables, at the cost of all the rest.
    func records() throws -> [ProfileRecord] {
        var records: [ProfileRecord] = []
        try atOneMoment {
            var decoder = ProfileRowDecoder()
            var parts = PartsByProfile(Parts())
            records.reserveCapacity(try Int.fetchOne(self, sql: "SELECT count(*) FROM profile") ?? 0)
            let credentials =
                "SELECT profile, \(ProfileRowDecoder.credentialColumns) FROM credential WHERE slot = 'current'"
            try each(credentials) { row in
                try parts.change(row) { $0.credential = try decoder.credential(row, at: 1) }
            }
            try each("SELECT profile, \(ProfileRowDecoder.tokenColumns) FROM token_state") { row in
                try parts.change(row) { $0.token = try decoder.token(row, at: 1) }
            }
            try each("SELECT profile, \(ProfileRowDecoder.contactColumns) FROM contact") { row in
                try parts.change(row) { $0.contact = try decoder.contact(row, at: 1) }
            }
            let rotations = """
                SELECT profile.id, \(ProfileRowDecoder.rotationColumns)
                FROM rotation AS profile_rotation JOIN profile ON profile.id = profile_rotation.profile
                \(ProfileRowDecoder.rotationJoins)
                """
            try each(rotations) { row in
                try parts.change(row) { $0.rotation = try decoder.rotation(row, at: 1).map { Shared($0) } }
            }
            try each("SELECT \(ProfileRowDecoder.profileColumns) FROM profile ORDER BY name") { row in
                let part = try parts.part(row)
                records.append(
                    try decoder.record(
                        row, credential: part.credential, token: part.token, contact: part.contact,
                        rotation: part.rotation?.value))
            }
        }
        return records
    }

    private struct Parts {
        var credential: CredentialRecord?
        var token: TokenRecord?
        var contact: ContactRecord?
        /// Apart, for few have one.
        var rotation: Shared<Rotation>?
    }

    /// Several statements see one moment only within a transaction.
    func atOneMoment(_ body: () throws -> Void) throws {
        try inTransaction(.deferred) {
            try body()
            return .commit
        }
    }
}

/// What other tables say of a profile, by its id, which is a row's first column.
struct PartsByProfile<Part> {
    private let none: Part
    private var parts: [Part] = []
    private var places = ByteTable<Int>()

    /// - Parameter none: Where they say nothing.
    init(_ none: Part) { self.none = none }

    mutating func change(_ row: ColumnReader, _ change: (inout Part) throws -> Void) throws {
        let place = try place(row)
        try change(&parts[place])
    }

    mutating func part(_ row: ColumnReader) throws -> Part { parts[try place(row)] }

    private mutating func place(_ row: ColumnReader) throws -> Int {
        let next = parts.count
        let place = places.value(for: try row.utf8(0)) { next }
        if place == next { parts.append(none) }
        return place
    }
}
