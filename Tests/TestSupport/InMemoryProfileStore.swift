public import MintCore

/// Profiles and sessions that live as long as the value does; keeps the same promises as the database.
public actor InMemoryProfileStore {
    /// Texts are compared byte for byte; Swift would take a composed and a decomposed é for the same name.
    struct Name: Hashable, Comparable {
        var bytes: [UInt8]
        init(_ text: String) { bytes = Array(text.utf8) }
        static func < (a: Name, b: Name) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
    }

    struct Counter: Hashable {
        var profile: ProfileID, kind: KeyringKey.Kind
    }

    var profiles: [ProfileID: ProfileRecord] = [:]
    var lastGenerations: [Counter: Int] = [:]
    var unnamed: [KeyringKey: UnnamedItem] = [:]
    var named: [Name: Session] = [:]
    var discoveries: [ProfileID: DiscoveryRecord] = [:]
    /// Tokens per day since the epoch.
    var issued: [ProfileID: [Int: Int]] = [:]
    var issuedEver: [ProfileID: Int] = [:]
    private let clock: WallClock

    public init(clock: @escaping WallClock = { Practice.start }) { self.clock = clock }

    func refusal(_ reason: String) -> StateError { .failed(path: "memory", reason: reason) }

    func requireFreeName(_ profile: Profile) throws(StateError) {
        let taken = profiles.values.contains { $0.id != profile.id && Name($0.profile.name) == Name(profile.name) }
        if taken { throw .nameTaken(profile.name) }
    }

    /// Replaces a record and keeps the account of the items that no record names.
    ///
    /// - Returns: What is named from now on and was not before.
    @discardableResult
    func repoint(_ id: ProfileID, to record: ProfileRecord?) throws(StateError) -> Set<KeyringKey> {
        let before = namedItems(of: profiles[id])
        let after = namedItems(of: record)
        for (key, store) in after where before[key] != store {
            guard before[key] == nil, unnamed[key]?.store == store else {
                throw refusal("generation \(key.generation) was not reserved")
            }
        }
        for key in after.keys { unnamed[key] = nil }
        for (key, store) in before where after[key] == nil {
            unnamed[key] = UnnamedItem(key: key, store: store, since: clock())
        }
        profiles[id] = record
        return Set(after.keys).subtracting(before.keys)
    }

    private func namedItems(of record: ProfileRecord?) -> [KeyringKey: StoreName] {
        guard let record else { return [:] }
        return Dictionary(record.items.map { ($0, record.profile.store) }, uniquingKeysWith: { first, _ in first })
    }
}

extension InMemoryProfileStore: SessionStore {
    public func sessions() -> [Session] {
        named.values.sorted { Name($0.name) < Name($1.name) }
    }

    public func session(named name: String) -> Session? { named[Name(name)] }

    public func save(_ session: Session) throws(StateError) {
        if let profile = session.profile, profiles[profile] == nil { throw .noSuchProfile(profile.rawValue) }
        named[Name(session.name)] = session
    }

    public func close(named name: String) -> Bool { named.removeValue(forKey: Name(name)) != nil }
}

extension InMemoryProfileStore: DiscoveryStore {
    public func discovery(of profile: ProfileID) -> DiscoveryRecord? { discoveries[profile] }

    public func keepDiscovery(_ record: DiscoveryRecord, of profile: ProfileID) {
        if profiles[profile] != nil { discoveries[profile] = record }
    }
}

/// Metadata documents that live as long as the value does.
public actor InMemoryMetadataCache: MetadataCache {
    private var documents: [[String]: CachedDocument] = [:]
    public init() {}
    public func document(at url: String, trust: String) -> CachedDocument? { documents[[url, trust]] }
    public func keep(_ document: CachedDocument, trust: String) { documents[[document.url, trust]] = document }
}
