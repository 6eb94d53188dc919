import MintCore

/// The data keys of a vault: the current one, and old ones that files here, in another vault with the same key file, or in
/// a service's that has a copy of it may still be under.
struct VaultKeySet: Sendable, Equatable {
    /// The current one first: new files are sealed under it. The others only open.
    private(set) var keys: [VaultKey]

    /// The most that are read.
    static let most = 16

    init(_ key: VaultKey) { keys = [key] }

    private init(current: VaultKey, old: ArraySlice<VaultKey>) { keys = [current] + old }

    var current: VaultKey { keys[0] }
    var ids: [String] { keys.map(\.id) }

    subscript(id: String) -> VaultKey? { keys.first { $0.id == id } }

    /// With a new current key; the others stay.
    func adding(_ key: VaultKey) -> VaultKeySet {
        var set = self
        set.keys.insert(key, at: 0)
        return set
    }

    /// With the current key alone.
    var withoutOld: VaultKeySet { VaultKeySet(current) }
}

extension VaultKeySet {
    /// One key as a JWK, several as a JWK Set (RFC 7517 §5) with a member of ours, `current`.
    var json: String {
        guard keys.count > 1 else { return current.jwk.serialized() }
        let set: JSONValue = ["keys": .array(keys.map(\.jwk)), "current": .string(current.id)]
        return set.serialized()
    }

    /// The media subtype of ``json``, for a JWE's `cty` (RFC 7517 §7).
    var contentType: String { keys.count > 1 ? "jwk-set+json" : "jwk+json" }

    /// - Returns: `nil` where there is no key, one that is no 256-bit key, two of one id, or no saying which is current.
    init?(json: [UInt8]) {
        guard let value = JSONValue(bytes: json) else { return nil }
        guard let items = value["keys"]?.items else {
            guard let key = VaultKey(jwk: value) else { return nil }
            self.init(key)
            return
        }
        let read = items.prefix(Self.most + 1).compactMap { VaultKey(jwk: $0) }
        guard (1...Self.most).contains(items.count), read.count == items.count,
            Set(read.map(\.id)).count == read.count
        else { return nil }
        let current = value["current"]?.text ?? (read.count == 1 ? read[0].id : nil)
        guard let index = read.firstIndex(where: { $0.id == current }) else { return nil }
        self.init(current: read[index], old: read[..<index] + read[(index + 1)...])
    }
}
