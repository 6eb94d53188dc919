import GRDB
import MintCore

/// An ``AuditQuery`` as SQL; the newest first, so that a limit keeps them.
struct AuditSelection {
    private(set) var sql: String
    private(set) var arguments: StatementArguments = []

    private static let select = """
        SELECT number, at, action, profile, profile_name, user, terminal, client, parent, failure_code, failure_headline,
            failure_hint, detail
        FROM audit_event
        """

    init(_ query: AuditQuery) {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        func add(_ condition: String, _ more: StatementArguments) {
            conditions.append(condition)
            arguments += more
        }
        switch (query.profile, query.profileName) {
        case (nil, nil): break
        case (let id?, nil): add("profile = ?", [id.rawValue])
        case (let id, let name?):
            let named = name.exact
            let condition = """
                (profile = ? OR profile_name = CAST(? AS TEXT) OR profile IN (
                    SELECT profile FROM audit_event WHERE profile_name = CAST(? AS TEXT)))
                """
            add(condition, [id?.rawValue, named, named])
        }
        if !query.actions.isEmpty {
            let places = Array(repeating: "?", count: query.actions.count).joined(separator: ", ")
            add("action IN (\(places))", StatementArguments(query.actions.map(\.rawValue)))
        }
        if let since = query.since { add("at >= ?", [since.rawValue]) }
        if let until = query.until { add("at <= ?", [until.rawValue]) }
        if query.onlyFailures { conditions.append("failure_code IS NOT NULL") }
        if let after = query.after { add("number > ?", [after]) }
        sql = Self.select
        if !conditions.isEmpty { sql += " WHERE " + conditions.joined(separator: " AND ") }
        sql += " ORDER BY number DESC"
        if let limit = query.limit {
            sql += " LIMIT ?"
            arguments += [limit]
        }
        self.arguments = arguments
    }
}
