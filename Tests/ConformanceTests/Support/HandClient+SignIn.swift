import ConformanceServers
import Crypto
import Foundation
import MintCore

extension HandClient {
    func signIn(_ challenge: Web.Reply) async throws {
        let count = await memory.update { content in
            content.signIns += 1
            return content.signIns
        }
        guard count <= habits.mostAuthorizations else { throw Stopped(why: "enough") }
        let found = try await discover(challenge)
        if found.grantTypes.contains("client_credentials") { return try await signInByCredentials(found) }
        if found.grantTypes.contains(Self.jwtBearer) { return try await signInByAssertion(found) }
        try await signInByCode(found)
    }

    private func signInByCode(_ found: Found) async throws {
        var scopes = habits.scope.map { $0.split(separator: " ").map(String.init) } ?? found.scopes
        let before = await memory.content.scopes
        if habits.unitesScopes { scopes = before + scopes.filter { !before.contains($0) } }
        if found.serverScopes.contains("offline_access"), habits.scope == nil { scopes.append("offline_access") }
        let (asked, client) = (scopes, try await client(found))
        await memory.update { content in
            content.scopes = asked
            content.issuer = found.issuer
        }
        let verifier = "hand-written-verifier-that-is-at-least-forty-three-characters"
        let code = try await code(found, client.id, scopes, verifier)
        var form = ["grant_type": "authorization_code", "code": code, "redirect_uri": Self.redirect]
        if habits.sendsVerifier { form["code_verifier"] = verifier }
        if habits.sendsResource { form["resource"] = habits.resourceAtToken ?? found.resource }
        let method = habits.method ?? (client.secret == nil ? "none" : found.methods[0])
        try await exchange(found, form, client, method)
    }

    private func code(_ found: Found, _ client: String, _ scopes: [String], _ verifier: String) async throws -> String {
        var query = [
            "response_type": "code", "client_id": client, "redirect_uri": Self.redirect, "state": "hand-state",
        ]
        if habits.sendsChallenge {
            query["code_challenge"] = Base64URL.encode(SHA256.hash(data: Array(verifier.utf8)))
            query["code_challenge_method"] = "S256"
        }
        if habits.sendsResource { query["resource"] = found.resource }
        if !scopes.isEmpty { query["scope"] = scopes.joined(separator: " ") }
        let text = query.map { "\($0.key)=\(Web.escaped($0.value))" }.joined(separator: "&")
        let reply = try await web.get(found.authorization + "?" + text)
        let parts = URLComponents(string: reply.header("Location") ?? "")?.queryItems ?? []
        func part(_ name: String) -> String? { parts.first { $0.name == name }?.value }
        guard reply.status == 302, part("state") == "hand-state", let code = part("code") else {
            throw Stopped(why: "no code came")
        }
        try checkIssuer(part("iss"), found)
        return code
    }

    private func checkIssuer(_ given: String?, _ found: Found) throws {
        switch habits.comparesIssuer {
        case .none: return
        case .exact:
            if given == found.issuer || (given == nil && !found.promisesIssuer) { return }
        case .normalizing:
            if given == found.issuer || given == found.issuer + "/" { return }
        }
        throw Stopped(why: "the answer is of another issuer")
    }

    private func client(_ found: Found) async throws -> (id: String, secret: String?) {
        if running.context != nil { return (context("client_id"), context("client_secret")) }
        if found.takesDocuments, habits.usesDocument, running.scenario == "auth/basic-cimd" {
            return ("https://conformance-test.local/client-metadata.json", nil)
        }
        let content = await memory.content
        let isSameIssuer = content.issuer == found.issuer || habits.keepsRegistration
        if let known = content.client, isSameIssuer { return known }
        guard let endpoint = found.registration else { throw Stopped(why: "nobody registers here") }
        var metadata: [String: JSONValue] = ["client_name": "hand", "redirect_uris": [.string(Self.redirect)]]
        if habits.registersAsNative { metadata["application_type"] = "native" }
        let types: [JSONValue] = ["authorization_code"] + (habits.wantsRefreshTokens ? ["refresh_token"] : [])
        metadata["grant_types"] = .array(types)
        let reply = try await web.post(endpoint, json: .object(metadata))
        let isPublic = found.methods == ["none"]
        let registered = (reply.json?["client_id"]?.text ?? "", isPublic ? nil : reply.json?["client_secret"]?.text)
        await memory.update { $0.client = registered }
        return registered
    }

    /// The token request, with the client's authentication and, where the server knows it, a proof.
    func exchange(
        _ found: Found, _ form: [String: String], _ client: (id: String, secret: String?), _ method: String
    ) async throws {
        var form = form
        var headers: [(String, String)] = []
        let secret = client.secret ?? "none"
        switch method {
        case "client_secret_basic": headers.append(("Authorization", "Basic \(base64("\(client.id):\(secret)"))"))
        case "client_secret_post": form.merge(["client_id": client.id, "client_secret": secret]) { $1 }
        default: form["client_id"] = client.id
        }
        while true {
            var sent = headers
            if found.isBound, habits.provesAtToken {
                let nonce = await memory.content.serverNonce
                sent.append(("DPoP", try await proof(method: "POST", url: found.token, token: nil, nonce: nonce)))
            }
            let reply = try await web.post(found.token, form: form, sent)
            if let nonce = reply.header("DPoP-Nonce"), habits.usesServerNonce, reply.status == 400 {
                await memory.update { $0.serverNonce = nonce }
                continue
            }
            guard reply.status == 200, let token = reply.json?["access_token"]?.text else {
                throw Stopped(why: "no token came: \(reply.status)")
            }
            let isBound = reply.json?["token_type"]?.text == "DPoP"
            return await memory.update { content in
                content.token = token
                content.isBound = isBound
            }
        }
    }

    func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    static let redirect = "http://localhost:3000/callback"
    static let jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer"
}
