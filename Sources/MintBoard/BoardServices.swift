public import MintCore

/// Everything that the board asks of the outside. Each closure may be called from any thread, and several at once.
public struct BoardServices: Sendable {
    /// Equal to the one before as long as ``records`` would answer the same; `nil` where that cannot be told.
    public var revision: @Sendable () async throws -> StoreRevision? = { nil }
    /// Every profile, without touching a store of secrets. Called every few seconds, where something was written.
    public var records: @Sendable () async throws -> [ProfileRecord]
    /// So many profiles that want attention first, before ``records`` reads them all; or all, where they are few.
    public var glance: @Sendable (_ rows: Int) async throws -> ProfileGlance
    /// Asks for a new token now, and answers what is known afterwards. Cancelling its task stops it where nothing can
    /// get lost.
    public var renew: @Sendable (ProfileID, _ isByHand: Bool) async throws -> ProfileRecord
    /// Climbs from the name to `tools/list`, reporting each rung as it is reached; throws where it stopped.
    public var probe: @Sendable (ProfileID, _ report: @escaping @Sendable (Rung) async -> Void) async throws -> Void
    /// A look at the stores that profiles are in, without a prompt; at the Secret Service where there are none yet.
    public var storeStates: @Sendable (Set<StoreName>) async -> [StoreName: StoreState]
    /// What can be done about a store, found without a prompt.
    public var storeDoor: @Sendable (StoreName) async -> StoreDoor
    /// Makes a store ready: with this password, or by the store's own window. Cancelling its task closes that.
    public var openStore: @Sendable (StoreName, Secret?) async throws -> Void
    /// Whether a passphrase seals one of these stores.
    public var isSealed: @Sendable (Set<StoreName>) async -> Bool
    /// Throws where this is not the vault's passphrase.
    public var unseal: @Sendable (Secret) async throws -> Void
    /// Logging in, step by step.
    public var login: LoginServices
    public var inspect: InspectServices
    public var batch: BatchServices
    public var memory: ListMemoryServices
    public var palette: PaletteServices
    public var copying: CopyServices
    /// Changing a credential, step by step.
    public var rotation: RotationServices
    /// Seconds without a key after which the screen is blanked; `nil` for never.
    public var blanksAfter: Int?
    public var preferences: BoardPreferences
    public var now: WallClock
    /// For the heading: where this runs.
    public var hostName: String

    /// - Parameter glance: `nil` where reading all of them is as fast.
    public init(
        hostName: String, now: @escaping WallClock,
        records: @escaping @Sendable () async throws -> [ProfileRecord],
        renew: @escaping @Sendable (ProfileID, _ isByHand: Bool) async throws -> ProfileRecord,
        probe: @escaping @Sendable (ProfileID, _ report: @escaping @Sendable (Rung) async -> Void) async throws -> Void,
        storeStates: @escaping @Sendable (Set<StoreName>) async -> [StoreName: StoreState],
        storeDoor: @escaping @Sendable (StoreName) async -> StoreDoor,
        openStore: @escaping @Sendable (StoreName, Secret?) async throws -> Void,
        isSealed: @escaping @Sendable (Set<StoreName>) async -> Bool,
        unseal: @escaping @Sendable (Secret) async throws -> Void, login: LoginServices = .none,
        rotation: RotationServices = .none, inspect: InspectServices, batch: BatchServices, memory: ListMemoryServices,
        palette: PaletteServices = .none, copying: CopyServices = .none, blanksAfter: Int? = nil,
        preferences: BoardPreferences = BoardPreferences(),
        glance: (@Sendable (_ rows: Int) async throws -> ProfileGlance)? = nil
    ) {
        self.glance = glance ?? { _ in ProfileGlance(try await records(), at: now()) }
        self.hostName = hostName
        self.now = now
        self.records = records
        self.renew = renew
        self.probe = probe
        self.storeStates = storeStates
        self.storeDoor = storeDoor
        self.openStore = openStore
        self.isSealed = isSealed
        self.unseal = unseal
        self.login = login
        self.inspect = inspect
        self.batch = batch
        self.memory = memory
        self.palette = palette
        self.copying = copying
        self.rotation = rotation
        self.blanksAfter = blanksAfter
        self.preferences = preferences
    }
}
