import MintCore
import Testing

/// What a server lists as its grants, and the grant that the login wizard then chooses first.
struct LikelyGrant: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let listed: JSONValue
    let chosen: Grant

    init(_ testDescription: String, _ listed: JSONValue, _ chosen: Grant) {
        self.testDescription = testDescription
        self.listed = listed
        self.chosen = chosen
    }

    static let all = [
        LikelyGrant("no list", .null, .clientCredentials),
        LikelyGrant("listed", ["authorization_code", "client_credentials"], .clientCredentials),
        LikelyGrant(
            "only people's", ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"],
            .clientCredentials),
        LikelyGrant(
            "only a workload's", ["authorization_code", "urn:ietf:params:oauth:grant-type:jwt-bearer"], .jwtBearer),
        LikelyGrant(
            "both machines'", ["urn:ietf:params:oauth:grant-type:jwt-bearer", "client_credentials"],
            .clientCredentials),
    ]
}
