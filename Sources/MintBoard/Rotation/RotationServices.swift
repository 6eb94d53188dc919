public import MintCore

/// The public half of a new key, in the forms that servers take.
public struct RotationKeys: Equatable, Sendable {
    public var jwk: String
    /// With the key in use, as long as both count.
    public var set: String
    public var pem: String

    public init(jwk: String, set: String, pem: String) {
        self.jwk = jwk
        self.set = set
        self.pem = pem
    }
}

/// What comes while a step is done.
public enum RotationNews: Equatable, Sendable {
    case began(Rotation.Step)
    case hop(Trace.Hop)
    /// The server may not have read the published keys yet: the next try, and the last one (RO-9).
    case waiting(next: Timestamp, last: Timestamp)
    case remark(String)
}

/// What a rotation wizard asks of the outside. Whatever is secret stays behind these closures.
public struct RotationServices: Sendable {
    public typealias Report = @Sendable (RotationNews) -> Void

    /// Takes what was typed into a field; an empty one forgets it.
    public var hold: @Sendable (FieldID, Secret) async -> Void
    /// Begins it, and keeps what was given or makes the key. Nobody has been asked anything by then.
    public var begin: @Sendable (RotationWish, ProfileID) async throws -> ProfileRecord
    public var publicKeys: @Sendable (ProfileID) async throws -> RotationKeys?
    /// Writes a text that is not secret to a new file.
    public var saveFile: @Sendable (_ text: String, _ path: String) async throws -> Void
    /// One thing, to its end: a step that has begun is not broken off.
    public var carryOut: @Sendable (RotationAct, ProfileID, @escaping Report) async throws -> ProfileRecord
    public var record: @Sendable (ProfileID) async throws -> ProfileRecord?
    /// Forgets all that was typed.
    public var forget: @Sendable () async -> Void

    public init(
        hold: @escaping @Sendable (FieldID, Secret) async -> Void,
        begin: @escaping @Sendable (RotationWish, ProfileID) async throws -> ProfileRecord,
        publicKeys: @escaping @Sendable (ProfileID) async throws -> RotationKeys?,
        saveFile: @escaping @Sendable (String, String) async throws -> Void,
        carryOut: @escaping @Sendable (RotationAct, ProfileID, @escaping Report) async throws -> ProfileRecord,
        record: @escaping @Sendable (ProfileID) async throws -> ProfileRecord?,
        forget: @escaping @Sendable () async -> Void
    ) {
        self.hold = hold
        self.begin = begin
        self.publicKeys = publicKeys
        self.saveFile = saveFile
        self.carryOut = carryOut
        self.record = record
        self.forget = forget
    }

    /// For a board that only looks.
    public static let none = RotationServices(
        hold: { _, _ in }, begin: { _, _ in throw absence }, publicKeys: { _ in nil },
        saveFile: { _, _ in throw absence }, carryOut: { _, _, _ in throw absence }, record: { _ in nil }, forget: {})

    private static let absence = Failure(headline: "This board rotates nothing", hint: "Use `mintmark rotate`.")
}
