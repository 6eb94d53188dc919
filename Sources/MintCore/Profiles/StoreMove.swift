/// A profile's items have been copied to another store: where they are now.
public struct StoreMove: Equatable, Sendable {
    public var store: StoreName
    /// For every item that the profile's rows name, the generation of its copy.
    public var generations: [KeyringKey: Int]

    public init(to store: StoreName, generations: [KeyringKey: Int]) {
        self.store = store
        self.generations = generations
    }
}

extension ProfileRecord {
    /// The kind of item that its token is: a pasted one is of a kind of its own.
    public var tokenKind: KeyringKey.Kind { profile.grant == .static ? .staticToken : .accessToken }

    /// The items in the profile's store that this record names, what cannot be had again first (TK-10).
    public var items: [KeyringKey] {
        let pointers: [(KeyringKey.Kind, Int?)] = [
            (.refreshToken, bonds.refresh?.generation), (.dpopKey, bonds.dpopKey?.generation),
            (.registrationToken, bonds.registration?.tokenGeneration),
            (credential?.kind ?? .clientSecret, credential?.generation), (tokenKind, token?.generation),
        ]
        let own = pointers.compactMap { kind, generation in
            generation.map { KeyringKey(profile: id, kind: kind, generation: $0) }
        }
        return own + (rotation?.items(of: id) ?? [])
    }

    /// Those of the ``items`` that may not be written yet: a rotation keeps their places.
    public var tentativeItems: Set<KeyringKey> { Set(rotation?.places(of: id) ?? []) }

    /// This record after a move.
    ///
    /// - Returns: `nil` where the move is not of exactly the items that this record names.
    public func moved(_ move: StoreMove) -> ProfileRecord? {
        guard Set(items) == Set(move.generations.keys) else { return nil }
        func next(_ kind: KeyringKey.Kind, _ generation: Int) -> Int {
            move.generations[KeyringKey(profile: id, kind: kind, generation: generation)] ?? generation
        }
        var record = self
        record.profile.store = move.store
        if let credential { record.credential?.generation = next(credential.kind, credential.generation) }
        if let token { record.token?.generation = next(tokenKind, token.generation) }
        if let refresh = bonds.refresh { record.bonds.refresh?.generation = next(.refreshToken, refresh.generation) }
        if let key = bonds.dpopKey { record.bonds.dpopKey?.generation = next(.dpopKey, key.generation) }
        if let generation = bonds.registration?.tokenGeneration {
            record.bonds.registration?.tokenGeneration = next(.registrationToken, generation)
        }
        record.rotation?.repoint(next)
        return record
    }
}
