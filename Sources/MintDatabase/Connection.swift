import GRDB

/// One connection to the database, and what can be done with it.
struct Connection: Sendable {
    var queue: DatabaseQueue
    var isReadOnly: Bool
    /// Whether that is because the disk is full.
    var isFull = false
    /// Until when one that was opened on a full disk is used, before another look is worth it.
    var goodUntil = ContinuousClock.now
    /// How many there were before it.
    var number = 0
}
