/// What an operator set for every run in `config.toml`; what is not set is its default. Holds no secret.
public struct Configuration: Equatable, Sendable {
    /// Whether dialogues and lists are lines for a screen reader instead of a screen.
    public var isAccessible = false
    public var board = Board()
    public var login = Login()
    public var renew = Renew()
    public var policy = DuePolicy()
    public var rotation = Rotation()
    /// Where the file sets each key, by its dotted name.
    public var places: [String: TextPosition] = [:]

    public init() {}

    public struct Board: Equatable, Sendable {
        /// Seconds without a key until the screen is blanked; `nil` for never.
        public var blanksAfter: Int?
        /// Whether nothing can be changed from the board.
        public var isReadOnly = false
        public var usesMouse = false
        public var sort = Sort.attention
        public var isInverted = false
        /// How roles look, `red bold`, by the role's name.
        public var colors: [String: String] = [:]
        /// The keys of actions, `ctrl-r`, by the action's name.
        public var keys: [String: [String]] = [:]

        public init() {}

        /// What the list is ordered by.
        public enum Sort: String, Sendable, CaseIterable {
            case attention, name, server, grant, token, secret, health
        }
    }

    /// What a new profile takes where its login says nothing.
    public struct Login: Equatable, Sendable {
        public var store = StoreName.secretService
        public var keepWarm = ProfileSettings.KeepWarm.whenUsed

        public init() {}
    }

    public struct Renew: Equatable, Sendable {
        /// Requests that `renew` has under way at a time.
        public var parallel = 16

        public init() {}
    }

    public struct Rotation: Equatable, Sendable {
        /// What makes a new credential where the profile names no command of its own; run without a shell.
        public var command: String?

        public init() {}
    }
}

/// What the board knows by name, which this room cannot see.
public struct ConfigurationVocabulary: Sendable {
    /// Roles that can be recoloured.
    public var roles: [String]
    /// Actions whose keys can be changed.
    public var actions: [String]
    /// What is wrong with a look, as `red bold`; `nil` where nothing is.
    public var troubleOfLook: @Sendable (_ look: String) -> String?
    /// What is wrong with the name of a key, as `ctrl-r`; `nil` where nothing is.
    public var troubleOfKey: @Sendable (_ key: String) -> String?
    /// What the keys of actions get in each other's way.
    public var conflicts: @Sendable (_ keys: [String: [String]]) -> [Conflict]

    public init(
        roles: [String], actions: [String], troubleOfLook: @escaping @Sendable (String) -> String?,
        troubleOfKey: @escaping @Sendable (String) -> String?,
        conflicts: @escaping @Sendable ([String: [String]]) -> [Conflict]
    ) {
        (self.roles, self.actions) = (roles, actions)
        (self.troubleOfLook, self.troubleOfKey, self.conflicts) = (troubleOfLook, troubleOfKey, conflicts)
    }

    /// One key for two actions.
    public struct Conflict: Equatable, Sendable {
        /// The one that the file names; where it names both, the one that is said later in the alphabet.
        public var action: String
        public var words: String

        public init(action: String, words: String) { (self.action, self.words) = (action, words) }
    }
}
