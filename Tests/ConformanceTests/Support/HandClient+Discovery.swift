import ConformanceServers
import MintCore

extension HandClient {
    /// What a client finds out before it asks anybody for a token.
    struct Found: Sendable {
        var scopes: [String]
        var resource: String
        var issuer: String
        var authorization: String
        var token: String
        var registration: String?
        var grantTypes: [String]
        var methods: [String]
        var takesDocuments: Bool
        var promisesIssuer: Bool
        var isBound: Bool
        var serverScopes: [String]
    }

    func discover(_ challenge: Web.Reply) async throws -> Found {
        let origin = String(running.url.dropLast(4))
        let places = [
            challenge.challenge("resource_metadata"), origin + "/.well-known/oauth-protected-resource/mcp",
            origin + "/.well-known/oauth-protected-resource",
        ].compactMap(\.self)
        if habits.looksAtRootFirst { _ = try await web.get(places[places.count - 1]) }
        let resource = try await first(of: places)
        let named = resource?["resource"]?.text ?? running.url
        if habits.comparesResource, named != running.url, named != origin {
            throw Stopped(why: "the metadata is of \(named)")
        }
        let issuer = resource?["authorization_servers"]?.texts?.first ?? origin
        let metadata = try await serverMetadata(issuer)
        let scopes = challenge.challenge("scope").map { $0.split(separator: " ").map(String.init) }
        return Found(
            scopes: scopes ?? resource?["scopes_supported"]?.texts ?? [], resource: named, issuer: issuer,
            authorization: metadata?["authorization_endpoint"]?.text ?? issuer + "/authorize",
            token: metadata?["token_endpoint"]?.text ?? issuer + "/token",
            registration: metadata == nil ? issuer + "/register" : metadata?["registration_endpoint"]?.text,
            grantTypes: metadata?["grant_types_supported"]?.texts ?? ["authorization_code"],
            methods: metadata?["token_endpoint_auth_methods_supported"]?.texts ?? ["none"],
            takesDocuments: metadata?["client_id_metadata_document_supported"]?.flag ?? false,
            promisesIssuer: metadata?["authorization_response_iss_parameter_supported"]?.flag ?? false,
            isBound: metadata?["dpop_signing_alg_values_supported"] != nil,
            serverScopes: metadata?["scopes_supported"]?.texts ?? [])
    }

    private func serverMetadata(_ issuer: String) async throws -> JSONValue? {
        let slash = issuer.dropFirst(7).firstIndex(of: "/") ?? issuer.endIndex
        let (origin, path) = (String(issuer[..<slash]), String(issuer[slash...]))
        let oauth = "/.well-known/oauth-authorization-server", openID = "/.well-known/openid-configuration"
        if habits.looksAtRootFirst { _ = try await web.get(origin + oauth) }
        let found = try await first(of: [origin + oauth + path, origin + openID + path, issuer + openID])
        if habits.comparesMetadataIssuer, let found, found["issuer"]?.text != issuer {
            throw Stopped(why: "the metadata is of another issuer")
        }
        return found
    }

    private func first(of places: [String]) async throws -> JSONValue? {
        for place in places {
            let reply = try await web.get(place)
            if reply.status == 200, let json = reply.json { return json }
        }
        return nil
    }
}
