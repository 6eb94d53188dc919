/// One login and all that came of it: a refresh token, its successors, and their access tokens (RFC 9700 §4.14.2).
struct RefreshFamily: Sendable {
    /// Seconds from the login until somebody has to log in again.
    static let lifetime = 14 * 86_400

    let client: String
    let subject: String
    let reach: Reach
    /// Seconds since the epoch.
    let authTime: Int
    /// A public client's proof key: its refresh tokens are bound to it (DP-8).
    let boundKey: String?

    var expiry: Int { authTime + Self.lifetime }
}

/// Every refresh token ever given out, so that an old one is known again.
struct RefreshTokens: Sendable {
    struct FamilyID: Hashable, Sendable { fileprivate let number: Int }

    private struct Branch: Sendable {
        let family: RefreshFamily
        var current: String
        var accessTokens: [IssuedToken] = []
        var isAlive = true
    }

    /// What a text is, of those that this server gave out.
    struct Standing: Sendable {
        let id: FamilyID
        let family: RefreshFamily
        /// The newest of a family that is alive.
        let isCurrent: Bool
    }

    private var branches: [FamilyID: Branch] = [:]
    private var owners: [String: FamilyID] = [:]

    /// The first refresh token of a login.
    mutating func open(_ family: RefreshFamily) -> (token: String, id: FamilyID) {
        let id = FamilyID(number: branches.count)
        let token = Opaque.make()
        branches[id] = Branch(family: family, current: token)
        owners[token] = id
        return (token, id)
    }

    func standing(of token: String) -> Standing? {
        guard let id = owners[token], let branch = branches[id] else { return nil }
        return Standing(id: id, family: branch.family, isCurrent: branch.isAlive && branch.current == token)
    }

    /// The successor; what went before is dead from now on.
    mutating func rotate(_ id: FamilyID) -> String {
        let token = Opaque.make()
        branches[id]?.current = token
        owners[token] = id
        return token
    }

    mutating func note(_ token: IssuedToken, in id: FamilyID, now: Int) {
        branches[id]?.accessTokens.removeAll { $0.expiry <= now }
        branches[id]?.accessTokens.append(token)
    }

    /// Ends a family; the access tokens that are to die with it.
    mutating func end(_ id: FamilyID) -> [IssuedToken] {
        defer {
            branches[id]?.isAlive = false
            branches[id]?.accessTokens = []
        }
        return branches[id]?.accessTokens ?? []
    }

    /// The families of a client that is no more.
    func families(of client: String) -> [FamilyID] {
        branches.filter { $0.value.family.client == client }.map(\.key)
    }
}
