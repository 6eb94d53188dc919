import MintCore

extension KeyringKey {
    /// What both stores accept as a name: it becomes part of a file name and of D-Bus strings.
    ///
    /// A profile id of 1 to 64 lower-case letters, digits and hyphens (a UUID is one), and a generation from 1.
    func checkForm(in store: StoreName, _ operation: KeyringError.Operation) throws(KeyringError) {
        let id = profile.rawValue.utf8
        let isPlain = id.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
        guard isPlain, (1...64).contains(id.count) else {
            let shown = profile.rawValue.plainLine(limit: 64)
            throw .failed(store, operation, reason: "“\(shown)” is not a profile id")
        }
        guard generation >= 1 else {
            throw .failed(store, operation, reason: "\(generation) is not a generation; they count from 1")
        }
    }
}

extension Secret {
    /// The largest secret that a store takes, in bytes.
    static var largest: Int { 65_536 }

    func checkSize(in store: StoreName) throws(KeyringError) {
        guard count <= Secret.largest else {
            throw .failed(store, .store, reason: "a secret of \(count) bytes is larger than \(Secret.largest)")
        }
    }
}
