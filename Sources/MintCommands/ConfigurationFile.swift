import MintBoard
public import MintCore
public import MintScreen

/// The operator's `config.toml`: where it is, and what it says.
public struct ConfigurationFile: Sendable {
    public var path: String
    /// Its bytes; `nil` where there is no file. Read once, when a verb first asks.
    ///
    /// - Throws: ``Failure`` where it cannot be read, or where others than its owner may change it.
    public var read: @Sendable () throws -> [UInt8]?

    public init(path: String, read: @escaping @Sendable () throws -> [UInt8]?) {
        (self.path, self.read) = (path, read)
    }

    /// What holds for this run; the defaults where there is no file.
    ///
    /// - Throws: ``Failure``, ``ConfigurationError``.
    // Never inlined: into an asynchronous function, the optimising compiler (6.3.1) crashes on it.
    @inline(never)
    public func configuration() throws -> Configuration {
        guard let bytes = try read() else { return Configuration() }
        return try Configuration(bytes, path: path, vocabulary: .board)
    }
}

extension ConfigurationVocabulary {
    /// The board's roles, actions and keys.
    public static let board = ConfigurationVocabulary(
        roles: Style.allCases.map(\.name), actions: KeyMap.actions,
        troubleOfLook: { text in
            do throws(LookError) {
                _ = try Look(text)
                return nil
            } catch {
                return error.advice
            }
        },
        troubleOfKey: { name in
            guard Key(name: name) == nil else { return nil }
            return "Write one character, \"ctrl-x\", \"F2\", or one of: \(Key.names.joined(separator: ", "))."
        },
        conflicts: KeyMap.conflicts)
}

extension Configuration.Board {
    /// The looks of roles that are not ours.
    public var looks: [Style: Look] {
        var looks: [Style: Look] = [:]
        for style in Style.allCases { looks[style] = colors[style.name].flatMap { try? Look($0) } }
        return looks
    }
}
