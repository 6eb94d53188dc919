import Glibc

/// Whose bus and whose Secret Service are trusted: our own user's.
struct BusTrust: Equatable, Sendable {
    /// The user that the bus socket must belong to.
    var bus: uid_t = geteuid()
    /// The user that the owner of `org.freedesktop.secrets` must run as.
    var service: uid_t = geteuid()
}
