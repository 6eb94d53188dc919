import HTTPTypes

@testable import MintCore

/// Who asks, in the cases that need somebody.
enum Sample {
    static let moment = Timestamp(1_795_000_000)

    static func profile(_ dice: inout Dice) -> Profile? {
        guard let server = HTTPURL("https://mcp.example/tools"), let endpoint = HTTPURL("https://as.example/token")
        else {
            return nil
        }
        var settings = ProfileSettings()
        settings.preset = dice.once(in: 2) ? dice.pick(ProviderPreset.Name.allCases) : nil
        return Profile(
            id: ProfileID(rawValue: "id"), name: "profile", server: server, resource: "https://mcp.example",
            issuer: dice.once(in: 3) ? nil : "https://as.example", tokenEndpoint: endpoint,
            grant: dice.pick(Grant.allCases), clientID: "client",
            clientAuthentication: dice.pick(ClientAuthentication.allCases),
            requestedScopes: dice.some(["read", "write"]), settings: settings, store: .vault, createdAt: moment)
    }

    /// An answer with this body, mostly of a status that lets it be read.
    static func response(_ dice: inout Dice, _ body: [UInt8], usual: Int = 200) -> TransportResponse {
        var headers: HTTPFields = [:]
        if dice.once(in: 6) { headers[.location] = dice.text() }
        if dice.once(in: 6) { headers[.retryAfter] = dice.once(in: 2) ? dice.text() : "\(dice.next())" }
        let status =
            dice.once(in: 5) ? dice.pick([100, 201, 204, 302, 400, 401, 403, 404, 429, 500, 503, 999, -1]) : usual
        return TransportResponse(status: status, headers: headers, body: body)
    }

    /// Whether the canary stands in these members of the object and nowhere else: only there must it stay untold.
    static func holdsCanary(_ body: [UInt8], only members: [String]) -> Bool {
        guard var object = JSONValue(bytes: body)?.members else { return false }
        for name in members { object[name] = nil }
        return !JSONValue.object(object).serialized().contains(Words.canary)
    }
}
