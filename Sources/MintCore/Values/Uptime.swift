/// How long this machine has been up, suspend included: what nobody can set.
public struct Uptime: Equatable, Sendable, Codable {
    /// Names the boot; seconds of two boots say nothing about each other.
    public var bootID: String
    /// Since that boot.
    public var seconds: Int

    public init(bootID: String, seconds: Int) { (self.bootID, self.seconds) = (bootID, seconds) }
}

/// Reads the uptime; `nil` where the machine does not tell.
public typealias UptimeClock = @Sendable () -> Uptime?

extension TokenRecord {
    /// What time it is for this token: the wall clock's, or later where more of the same boot has passed since the token was
    /// asked for. A wall clock that is set back, or that stood still while the machine slept, gives it no second life (TK-5).
    public func moment(at now: Timestamp, uptime: Uptime?) -> Timestamp {
        guard let start = self.uptime, let uptime, start.bootID == uptime.bootID else { return now }
        return max(now, issuedAt + max(uptime.seconds - start.seconds, 0))
    }
}
