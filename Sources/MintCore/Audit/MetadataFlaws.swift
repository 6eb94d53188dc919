/// What is wrong with a document's values, and the members that would be right.
struct MetadataFlaws {
    let document: AuditEvidence.Document
    private(set) var emptyLists: [String] = []
    private(set) var plain: [String] = []
    private(set) var privateHosts: [String] = []
    /// The members to change; `.null` for those to leave out.
    private(set) var repaired: [String: JSONValue] = [:]

    init(_ document: AuditEvidence.Document, in evidence: AuditEvidence) {
        self.document = document
        // What a server names may be as private as the server (NET-4).
        let source = document.place >= .oauth ? evidence.issuer.flatMap { HTTPURL($0) } : evidence.server
        let spelled = source.map { AddressRange(of: $0) } ?? AddressRange(of: document.url)
        let limit = max(spelled, document.range ?? .publicOrNamed)
        for (name, value) in (document.members ?? [:]).sorted(by: { $0.key < $1.key }) {
            if value.items?.isEmpty == true {
                emptyLists.append(name)
                repaired[name] = .null
                continue
            }
            for text in value.textOrTexts ?? [] {
                guard let url = HTTPURL(text) else { continue }
                if AddressRange(of: url) > limit || evidence.privateHosts.contains(url.host) {
                    privateHosts.append("\(name) \(url.hostAndPort)")
                }
                if !evidence.mayBe(text) {
                    plain.append(name)
                    repaired[name] = value.withHTTPS(evidence)
                }
            }
        }
    }

    var isEmpty: Bool { emptyLists.isEmpty && plain.isEmpty && privateHosts.isEmpty }

    var words: String {
        [("empty", emptyLists), ("plain http", plain), ("private address", privateHosts)]
            .filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1.shown)" }.joined(separator: "; ")
    }
}

extension JSONValue {
    /// This text, or these texts, with `https` where plain `http` must not be.
    fileprivate func withHTTPS(_ evidence: AuditEvidence) -> JSONValue {
        switch self {
        case .string(let text):
            HTTPURL(text) == nil || evidence.mayBe(text) ? self : .string("https" + text.dropFirst(4))
        case .array(let items): .array(items.map { $0.withHTTPS(evidence) })
        default: self
        }
    }
}
