internal import Crypto

/// The clients, by id.
struct ClientRegistry: Sendable {
    private var clients: [String: RegisteredClient]

    init(_ clients: [RegisteredClient]) {
        self.clients = Dictionary(clients.map { ($0.id, $0) }) { _, last in last }
    }

    subscript(_ id: String) -> RegisteredClient? {
        get { clients[id] }
        set { clients[id] = newValue }
    }

    var count: Int { clients.count }

    /// The client that a platform's word about a workload stands for (WF-9).
    func workload(_ subject: String) -> RegisteredClient? {
        clients.values.first { $0.workloadSubject == subject }
    }
}

extension RegisteredClient {
    /// Compares digests: neither length nor prefix shows in the time it takes.
    func accepts(secret: String, now: Int) -> Bool {
        guard secretExpiry.map({ now < $0 }) ?? true else { return false }
        let digest = SHA256.hash(data: Array(secret.utf8))
        return secrets.reduce(false) { accepted, known in
            let matches = SHA256.hash(data: Array(known.utf8)) == digest
            return accepted || matches
        }
    }
}
