extension Timestamp {
    /// `client_secret_expires_at` (RFC 7591 §3.2.1): seconds since the epoch, 0 for never (REG-8).
    ///
    /// - Returns: `nil` for no end, and for one after the year 9999: milliseconds, nanoseconds, or a server's own word for
    ///   never. No store could keep such a moment.
    init?(clientSecretEnd value: JSONValue?) {
        let lastSecondOf9999 = 253_402_300_799
        guard let seconds = value?.integer, (1...lastSecondOf9999).contains(seconds) else { return nil }
        self.init(seconds)
    }
}
