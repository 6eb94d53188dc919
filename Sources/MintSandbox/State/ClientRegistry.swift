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

    /// The id itself where it is registered, else `nil`: nothing that a stranger sent as an id reaches the log.
    func known(_ id: String?) -> String? {
        id.flatMap { clients[$0]?.id }
    }
}

extension RegisteredClient {
    /// Compares digests: neither length nor prefix shows in the time it takes.
    func accepts(secret: String) -> Bool {
        let digest = SHA256.hash(data: Array(secret.utf8))
        return secrets.reduce(false) { accepted, known in
            let matches = SHA256.hash(data: Array(known.utf8)) == digest
            return accepted || matches
        }
    }
}
