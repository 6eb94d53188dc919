/// Shows that a profile's server takes a token: lists its tools where it is an MCP server.
public protocol ServerProof: Sendable {
    /// - Returns: What it showed, as the end of a sentence: `12 tools`; or why there was nothing to show.
    /// - Throws: ``RotationError/tokenRefused(_:host:why:)`` where the server refuses the token; ``TransportError``.
    func prove(
        _ token: AccessToken, of profile: Profile, observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> String
}

/// What a rotation starts or writes outside of the stores, on an operator's word.
public struct RotationHelpers: Sendable {
    /// Runs an operator's program that makes a credential; what it prints is the credential, without its last line break.
    ///
    /// - Parameters: the words, and facts without a secret for its standard input.
    /// - Throws: ``SecretSourceError``; `CancellationError`.
    public var run: @Sendable (_ words: [String], _ facts: [UInt8]) async throws -> Secret
    /// Replaces a file at once: a reader sees the old text or the new one.
    ///
    /// - Throws: ``UserFacingError`` with the system's reason.
    public var replaceFile: @Sendable (_ path: String, _ text: [UInt8]) async throws -> Void

    public init(
        run: @escaping @Sendable ([String], [UInt8]) async throws -> Secret,
        replaceFile: @escaping @Sendable (String, [UInt8]) async throws -> Void
    ) {
        self.run = run
        self.replaceFile = replaceFile
    }
}

/// What is told of a rotation while it goes on.
public enum RotationReport: Sendable {
    case began(Rotation.Step)
    /// A step is done, and written.
    case done(Rotation.Step, ProfileRecord)
    /// The server may not have read the published keys yet: the next try is at a moment, the last one when its cache has
    /// surely ended (RO-9).
    case waiting(next: Timestamp, last: Timestamp)
    /// Worth a line: what a step found, or what it could not do.
    case remark(String)
}
