/// Identifiers that may be seen once until they run out: used assertions (JA-6), revoked tokens.
struct ExpiringSet: Sendable {
    private var expiries: [String: Int] = [:]
    private var nextSweep = 0

    /// Adds an identifier until `expiry`, in epoch seconds; `false` where it is already there.
    mutating func insert(_ identifier: String, until expiry: Int, now: Int) -> Bool {
        if now >= nextSweep {
            expiries = expiries.filter { $0.value > now }
            nextSweep = now + 60
        }
        if let known = expiries[identifier], known > now { return false }
        expiries[identifier] = expiry
        return true
    }

    func contains(_ identifier: String) -> Bool { expiries[identifier] != nil }
}
