/// Makes one document for each address out of what every failed rule wants there.
struct AuditDocuments {
    private let evidence: AuditEvidence
    private let edits: [(rule: String, edit: AuditEdit)]
    private(set) var all: [AuditDocument] = []
    /// Which of them a rule's remedy is.
    private(set) var ofRule: [String: Int] = [:]

    init(_ findings: [AuditFinding], _ evidence: AuditEvidence) {
        self.evidence = evidence
        edits = findings.compactMap { finding in finding.fix?.edit.map { (finding.id, $0) } }
        makeResource()
        makeServer()
    }

    // MARK: - The resource's

    private mutating func makeResource() {
        let wanted = edits.filter { $0.edit.resource != nil }
        guard !wanted.isEmpty else { return }
        let base = evidence.resourceDocument?.members ?? [:]
        let start = evidence.soundResource
        let changes = wanted.reduce(into: [String: JSONValue]()) {
            $0 = $0.joined(with: $1.edit.resource ?? [:], on: base)
        }
        // What every client needs is not left out, however empty it is now.
        let members = start.changed(by: changes.filter { $0.value != .null || start[$0.key] == base[$0.key] })
        let others = evidence.foundResourceDocuments.dropFirst().map(\.url.withoutQuery)
        let isGuess = members["authorization_servers"]?.texts?.contains(AuditEvidence.unknownIssuer) == true
        let notes = wanted.map(\.edit.note) + (isGuess ? [", with your issuer in place of AUTHORIZATION-SERVER"] : [])
        add(
            members, from: base, at: [evidence.resourceMetadataURL.withoutQuery] + others, notes: notes,
            rules: wanted.map(\.rule))
    }

    // MARK: - The authorization server's

    private mutating func makeServer() {
        let wanted = edits.filter { $0.edit.isOfServer }
        guard !wanted.isEmpty else { return }
        let documents = evidence.foundServerDocuments.filter { $0.place != .elsewhere }
        let isWhole = wanted.contains { $0.edit.isWhole }
        let stray = evidence.serverDocument?.members ?? [:]
        let address = documents.first?.url ?? evidence.serverMetadataURL
        // What no client finds is judged by what is in it, and moved.
        let named = [address, documents.isEmpty ? evidence.serverDocument?.url : nil].compactMap(\.self)
        let base = documents.first?.members ?? (isWhole ? [:] : stray)
        let first = changes(wanted, base, at: named)
        let members = identified(base.changed(by: first))
        let copies = wanted.compactMap(\.edit.copy).map(\.withoutQuery)
        let own = address?.withoutQuery ?? "the issuer's well-known address"
        let rules = wanted.filter { $0.edit.isAbout(named) || $0.edit.copy != nil }.map(\.rule)
        if !rules.isEmpty || !first.isEmpty {
            add(members, from: base, at: copies + [own], notes: notes(wanted), rules: rules)
        }
        let agreeing = Set(wanted.flatMap(\.edit.agreeing)).union(first.keys)
        for document in documents.dropFirst() {
            let base = document.members ?? [:]
            let own = wanted.filter { $0.edit.places[document.url.text] != nil }
            var differing = changes(own, base, at: [document.url])
            for member in agreeing { if let value = members[member] { differing[member] = value } }
            let second = base.changed(by: differing)
            guard second != base else { continue }
            let rules = wanted.filter { $0.edit.isAbout([document.url]) || !$0.edit.agreeing.isEmpty }.map(\.rule)
            add(second, from: base, at: [document.url.withoutQuery], notes: notes(wanted), rules: rules)
        }
    }

    private func changes(
        _ wanted: [(rule: String, edit: AuditEdit)], _ base: [String: JSONValue], at urls: [HTTPURL]
    ) -> [String: JSONValue] {
        wanted.reduce(into: [:]) { changes, next in
            changes = changes.joined(with: next.edit.server ?? [:], on: base)
            for url in urls { changes = changes.joined(with: next.edit.places[url.text] ?? [:], on: base) }
        }
    }

    private func identified(_ members: [String: JSONValue]) -> [String: JSONValue] {
        guard members["issuer"]?.text == nil else { return members }
        return members.merging(["issuer": .string(evidence.issuer ?? AuditEvidence.unknownIssuer)]) { $1 }
    }

    private func notes(_ wanted: [(rule: String, edit: AuditEdit)]) -> [String] {
        wanted.map(\.edit.note) + [", as far as the server does what it says"]
    }

    // MARK: - One document

    private mutating func add(
        _ members: [String: JSONValue], from base: [String: JSONValue], at addresses: [String], notes: [String],
        rules: [String]
    ) {
        var said: [String] = []
        for note in notes where !note.isEmpty && !said.contains(note) { said.append(note) }
        let text = JSONValue.object(members).serialized(pretty: true).escapedForTerminals
        let document = AuditDocument(
            addresses: addresses.map { $0.plainLine() }, note: said.joined(), text: text,
            changes: Self.changes(from: base, to: members), rules: rules)
        // The same text for another address is shown once.
        if let index = all.firstIndex(where: { $0.text == text && $0.note == document.note }) {
            all[index].addresses += document.addresses.filter { !all[index].addresses.contains($0) }
            all[index].rules += rules.filter { !all[index].rules.contains($0) }
        } else {
            all.append(document)
        }
        let place = all.firstIndex { $0.text == text } ?? all.count - 1
        for rule in rules where ofRule[rule] == nil { ofRule[rule] = place }
    }

    private static func changes(from base: [String: JSONValue], to members: [String: JSONValue]) -> [String] {
        let names = Set(base.keys).union(members.keys).filter { base[$0] != members[$0] }.sorted()
        return names.map { name in
            let verb = base[name] == nil ? "added" : members[name] == nil ? "removed" : "changed"
            return "\(verb) \(name.plainLine(limit: 80))"
        }
    }
}

extension AuditEdit {
    var isOfServer: Bool { server != nil || !places.isEmpty || copy != nil || !agreeing.isEmpty }

    /// Whether it wants something of the document at these addresses itself.
    fileprivate func isAbout(_ urls: [HTTPURL]) -> Bool {
        server != nil || urls.contains { places[$0.text] != nil }
    }
}
