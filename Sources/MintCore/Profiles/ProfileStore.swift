/// A moment of a store, as far as what is written there is concerned.
public struct StoreRevision: Equatable, Sendable {
    private let own: Int, others: Int, connection: Int

    /// - Parameters:
    ///   - own: Grows with every write of this process.
    ///   - others: Changes with every write of another one.
    ///   - connection: Whose numbers these are, where there was more than one.
    public init(own: Int, others: Int, connection: Int = 0) {
        (self.own, self.others, self.connection) = (own, others, connection)
    }
}

extension ProfileStore {
    public func revision() async throws(StateError) -> StoreRevision? { nil }
}

/// All that is not secret about profiles. Reading never touches a store of secrets.
///
/// The order of every write of a secret: ``reserve(_:for:in:at:)`` → write the item → read it back → commit the pointer
/// (``commitLogin(_:)``, ``commitToken(_:refresh:for:contact:)``, ``commitMove(_:of:)``). Whatever item no committed row names is
/// listed by ``unnamedItems()`` until ``forget(_:)`` says that it is gone.
public protocol ProfileStore: Sendable {
    /// Equal to the one before as long as nothing was written in between, by this process or another one; cheap.
    ///
    /// - Returns: `nil` where that cannot be told.
    func revision() async throws(StateError) -> StoreRevision?
    /// Every profile, by name.
    func records() async throws(StateError) -> [ProfileRecord]
    /// The first so many profiles by what wants attention, without reading all that is known of the others; where there are
    /// few more than these, all of them.
    func glance(_ count: Int, at now: Timestamp) async throws(StateError) -> ProfileGlance
    func record(_ id: ProfileID) async throws(StateError) -> ProfileRecord?
    func record(named name: String) async throws(StateError) -> ProfileRecord?

    /// Takes the next generation number, never used before for this profile and kind, and notes that an item may exist there.
    func reserve(_ kind: KeyringKey.Kind, for profile: ProfileID, in store: StoreName, at: Timestamp)
        async throws(StateError)
        -> KeyringKey
    /// Items that may exist in a store but that no row names: interrupted or superseded writes.
    func unnamedItems() async throws(StateError) -> [UnnamedItem]
    /// Of those, the ones of a profile, if any is meant, and all that are listed since before a moment: what a sweep has to look
    /// at.
    func unnamedItems(of profile: ProfileID?, orBefore moment: Timestamp) async throws(StateError) -> [UnnamedItem]
    /// The items are removed from their store.
    func forget(_ keys: [KeyringKey]) async throws(StateError)

    /// Adds or replaces a profile with its verified credential and first token, in one transaction.
    /// The generations it had before become unnamed items.
    ///
    /// - Throws: ``StateError/nameTaken(_:)`` where another profile has the name.
    func commitLogin(_ login: LoginRecord) async throws(StateError)
    /// Points the profile to a new token, and to its refresh token where one came (`nil` keeps the one that is), in one
    /// transaction, and counts the token for its day. Generations that are not named any more become unnamed items.
    ///
    /// - Throws: ``StateError/noSuchProfile(_:)`` where the profile was removed meanwhile.
    func commitToken(
        _ token: TokenRecord, refresh: RefreshRecord?, for profile: ProfileID, contact: ContactRecord
    ) async throws(StateError)
    /// Points the profile to copies of all its items in another store, in one transaction. The items that were named before
    /// become unnamed items of the store that they are in.
    ///
    /// - Throws: ``StateError/noSuchProfile(_:)``; ``StateError/failed(path:reason:)`` where the move is not of exactly the
    ///   items that the rows name now, or a copy was not reserved there.
    func commitMove(_ move: StoreMove, of profile: ProfileID) async throws(StateError)
    /// Drops the token row if it still names this generation (LC-4: compare and delete); its item becomes unnamed.
    func dropToken(generation: Int, of profile: ProfileID) async throws(StateError)
    /// Drops the refresh token if it still is this generation (TK-11); its item becomes unnamed.
    func dropRefresh(generation: Int, of profile: ProfileID) async throws(StateError)
    func noteContact(_ contact: ContactRecord, of profile: ProfileID) async throws(StateError)
    /// Remembers how far the authorization server's clock is ahead (``ProfileBonds/clockSkew``).
    func noteClockSkew(_ seconds: Int, of profile: ProfileID) async throws(StateError)
    /// Puts the profile on hold, or lifts the hold with `nil`.
    func setHold(_ hold: ProfileBonds.Hold?, of profile: ProfileID) async throws(StateError)
    /// Tokens issued per day, the newest day first; at most the last 31 days are kept.
    func issuedTokens(of profile: ProfileID) async throws(StateError) -> [IssuedTokens]
    /// Tokens issued since each profile was made, however long ago that is.
    func issuedTotals() async throws(StateError) -> [ProfileID: Int]
    /// Notes when the credential ends, as far as an operator knows, if it still is this generation; `nil` for unknown.
    func noteCredentialEnd(_ end: Timestamp?, generation: Int, of profile: ProfileID) async throws(StateError)
    func noteUse(at: Timestamp, of profile: ProfileID) async throws(StateError)

    /// Takes over name, settings, scopes and client authentication (``Profile/taking(_:)``); all else stays as it is now,
    /// even where it changed since the caller read it.
    func update(_ profile: Profile) async throws(StateError)
    /// Removes the profile and its rows; its items become unnamed. Sessions that used it stay, without a profile.
    func remove(_ id: ProfileID) async throws(StateError)
}

extension ProfileStore {
    /// For a store that reads all of them as fast.
    public func glance(_ count: Int, at now: Timestamp) async throws(StateError) -> ProfileGlance {
        ProfileGlance(try await records(), at: now)
    }

    /// A login with nothing but a credential and a token.
    public func commitLogin(
        _ profile: Profile, credential: CredentialRecord, token: TokenRecord, contact: ContactRecord
    ) async throws(StateError) {
        try await commitLogin(LoginRecord(profile: profile, credential: credential, token: token, contact: contact))
    }

    /// A token without a refresh token.
    public func commitToken(
        _ token: TokenRecord, for profile: ProfileID, contact: ContactRecord
    ) async throws(StateError) {
        try await commitToken(token, refresh: nil, for: profile, contact: contact)
    }
}

/// An item that no row names.
public struct UnnamedItem: Equatable, Sendable {
    public var key: KeyringKey
    public var store: StoreName
    /// When it was reserved or superseded; a young one may belong to a running process.
    public var since: Timestamp

    public init(key: KeyringKey, store: StoreName, since: Timestamp) {
        self.key = key
        self.store = store
        self.since = since
    }
}

/// What can go wrong with the files that are not secret.
public enum StateError: Error, Equatable {
    case noSuchProfile(String)
    case nameTaken(String)
    /// Another process holds the database for longer than the busy timeout.
    case busy(path: String)
    case damaged(path: String, reason: String)
    case diskFull(path: String)
    case readOnly(path: String, reason: String)
    /// A file or folder that others may read or that another user owns.
    case permissions(path: String, reason: String)
    /// Written by a newer Mintmark.
    case tooNew(path: String)
    case failed(path: String, reason: String)
}

extension StateError: UserFacingError {
    public var headline: String {
        switch self {
        case .noSuchProfile(let name): "There is no profile \(name)"
        case .nameTaken(let name): "There is a profile \(name) already"
        case .busy(let path): "Another process is holding \(path)"
        case .damaged(let path, let reason): "\(path) is damaged: \(reason)"
        case .diskFull(let path): "The disk is full: \(path) could not be written"
        case .readOnly(let path, let reason): "\(path) cannot be written: \(reason)"
        case .permissions(let path, let reason): "\(path) is not private: \(reason)"
        case .tooNew(let path): "\(path) was written by a newer Mintmark"
        case .failed(let path, let reason): "\(path): \(reason)"
        }
    }

    public var hint: String? {
        switch self {
        case .noSuchProfile: "`mintmark list` shows the profiles there are."
        case .nameTaken: "Choose another name."
        case .busy: "Wait for the other mintmark to finish, then run the command again."
        case .damaged:
            "Nothing was changed. Move the file away and restore it from a backup, or start anew with `mintmark login`."
        case .diskFull: "Nothing stored was lost. Free some space, then run the command again."
        case .readOnly: "Nothing was changed. Check the owner and the mode of the folder, or set MINTMARK_HOME."
        case .permissions: "Folders must be 0700 and files 0600, both owned by you."
        case .tooNew: "Use that version, or set MINTMARK_HOME to another folder."
        case .failed: nil
        }
    }

    public var exitStatus: ExitStatus { .local }
}
