extension AuditEvent {
    /// The verb of the command line, or what the board did in its place.
    ///
    /// A word that this program does not know reads as it is: a newer one may have written it.
    public struct Action: RawRepresentable, Hashable, Sendable {
        public var rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        private init(_ word: String) { rawValue = word }

        public static let login = Action("login"), logout = Action("logout"), revoke = Action("revoke")
        public static let renew = Action("renew"), token = Action("token"), exec = Action("exec")
        public static let set = Action("set"), rename = Action("rename"), clone = Action("clone")
        public static let probe = Action("probe"), introspect = Action("introspect"), audit = Action("audit")
        public static let toolCall = Action("tool-call")
        public static let rotate = Action("rotate")
        public static let unlock = Action("unlock"), migrateStore = Action("migrate-store")
        public static let vaultInit = Action("vault-init"), vaultPassphrase = Action("vault-passphrase")
        public static let vaultRotateKey = Action("vault-rotate-key")

        /// Those that this program notes.
        public static let known: [Action] = [
            login, logout, revoke, renew, token, exec, set, rename, clone, probe, introspect, audit, toolCall, rotate,
            unlock, migrateStore, vaultInit, vaultPassphrase, vaultRotateKey,
        ]

        /// Whether something that is kept was changed by it: its event is on the disk before anybody is told. The others
        /// use what there is, often and in scripts: their events wait for no disk, and may be lost with the power.
        public var isChange: Bool {
            switch self {
            case .revoke, .renew, .token, .exec, .probe, .introspect, .audit, .toolCall: false
            default: true
            }
        }
    }
}
