/// What a client that registered itself was told about its registration (RFC 7591 §3.2.1, RFC 7592 §3).
struct Registration: Sendable, Equatable {
    var metadata: ClientMetadata
    /// Opens the client's own page at the registration endpoint.
    var accessToken = Opaque.make()
    /// Seconds since the epoch.
    let issued: Int
}

/// How the registration endpoint behaves; changed through the control interface.
struct RegistrationSettings: Sendable, Equatable {
    /// What a registration must be opened with; `nil`: it is open to all.
    var initialAccessToken: String?
    /// Seconds that a secret lives; zero for ever.
    var secretLifetime = 0
    /// What each update, and each read where ``rotatesOnRead``, replaces (RO-6).
    var rotatesSecret = false
    /// How many secrets before the newest one stay good: an overlap, which the standard does not know (RO-2).
    var keptSecrets = 0
    var rotatesAccessToken = false
    var rotatesOnRead = false
}
