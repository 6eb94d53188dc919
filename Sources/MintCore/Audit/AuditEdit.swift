/// What one rule wants changed in documents that several rules are about; `.null` takes a member out. Those that are about one
/// address become one document (``AuditDocument``), so that following one rule does not undo another.
struct AuditEdit: Equatable, Sendable {
    /// In the resource's metadata; empty to publish it as it should be anyhow.
    var resource: [String: JSONValue]?
    /// In the authorization server's metadata, wherever that is.
    var server: [String: JSONValue]?
    /// In what is at one address of the authorization server's alone.
    var places: [String: [String: JSONValue]] = [:]
    /// Where the authorization server's metadata is missing and should be, too (AU-9).
    var copy: HTTPURL?
    /// Members of the authorization server's that must say the same everywhere (AU-9).
    var agreeing: [String] = []
    /// The server's document is made from these, not from one that is there.
    var isWhole = false
    /// What the owner has to do beside it; goes on after the address.
    var note = ""
}

extension [String: JSONValue] {
    func changed(by changes: [String: JSONValue]) -> [String: JSONValue] {
        merging(changes) { $1 }.filter { changes[$0.key] != .null }
    }

    /// The changes of two rules to one document: a value goes before taking the member out; of a list, what either adds is
    /// there and what either drops is not; else the first rule's word counts.
    func joined(with later: [String: JSONValue], on base: [String: JSONValue]) -> [String: JSONValue] {
        var joined = self
        for (name, second) in later {
            guard let first = joined[name], first != .null else {
                joined[name] = second
                continue
            }
            guard let ours = first.items, let theirs = second.items else { continue }
            let dropped = (base[name]?.items ?? []).filter { !ours.contains($0) || !theirs.contains($0) }
            let all = ours + theirs.filter { !ours.contains($0) }
            joined[name] = .array(all.filter { !dropped.contains($0) })
        }
        return joined
    }
}

/// A document as its owner should publish it, with all that any rule wants of it.
public struct AuditDocument: Equatable, Sendable {
    /// One place for each address that it should be at; plain lines.
    public var addresses: [String]
    /// What its owner should look to; plain, may be empty.
    public var note: String
    public var text: String
    /// What differs from what is there now: `added scope`, `removed x`; plain.
    public var changes: [String]
    /// The rules that want it: `AU-9`.
    public var rules: [String]

    /// `publish at URL and at URL`
    public var place: String {
        "publish at " + addresses.joined(separator: " and at ") + " as application/json" + note
    }
}
