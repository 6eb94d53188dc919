public import MintCore

/// What the board does with one or many profiles beside renewing and probing.
public struct BatchServices: Sendable {
    /// Revokes what can be revoked, and forgets the profile. Not to be cancelled once it began.
    public var remove: @Sendable (ProfileID) async throws -> RemovalReport
    /// Writes what is not secret of these profiles as JSON.
    ///
    /// - Parameter overwrites: Whether a file that is there may be replaced.
    public var export: @Sendable ([ProfileID], _ path: String, _ overwrites: Bool) async throws -> ExportOutcome

    public init(
        remove: @escaping @Sendable (ProfileID) async throws -> RemovalReport,
        export: @escaping @Sendable ([ProfileID], _ path: String, _ overwrites: Bool) async throws -> ExportOutcome
    ) {
        self.remove = remove
        self.export = export
    }
}

/// What became of a profile that was forgotten.
public struct RemovalReport: Equatable, Sendable {
    /// `Revoked: access token.`
    public var words: String
    /// What could not be done, each in one line: tokens that live on, secrets still in the store.
    public var cautions: [String]

    public init(words: String, cautions: [String]) { (self.words, self.cautions) = (words, cautions) }
}

public enum ExportOutcome: Equatable, Sendable {
    /// Where to, as an absolute path.
    case written(String)
    /// Nothing was written: there is a file already.
    case exists(String)
}
