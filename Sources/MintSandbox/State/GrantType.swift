/// The ways to a token, by their registered names.
enum GrantType: String, Sendable, CaseIterable {
    case clientCredentials = "client_credentials"
    case authorizationCode = "authorization_code"
    case refreshToken = "refresh_token"
    /// RFC 8628.
    case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
    /// RFC 7523 §2.1: workloads (facts 17) and ID-JAGs (facts 18).
    case jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer"
}
