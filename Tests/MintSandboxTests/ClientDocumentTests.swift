import Crypto
import Testing

@testable import MintSandbox

@Suite struct ClientDocumentTests {
    static let url = "https://mintmark.example/client.json"

    static func document(_ changes: [String: JSONValue] = [:]) -> JSONValue {
        let members: [String: JSONValue] = [
            "client_id": .string(url), "client_name": "Mintmark", "application_type": "native",
            "redirect_uris": .strings(["http://127.0.0.1/callback"]), "token_endpoint_auth_method": "none",
            "grant_types": .strings(["authorization_code", "refresh_token"]),
        ]
        return .object(members.merging(changes) { $1 })
    }

    @Test func `a client is known by the URL of its document, at both servers (REG-1, REG-4, REG-6)`() async throws {
        try await RunningSandbox.with { sandbox in
            #expect(try await sandbox.authorize(["client_id": Self.url]).status == 400)
            try await sandbox.control("client-document", ["url": .string(Self.url), "document": Self.document()])
            for issuer in [sandbox.description.issuer, sandbox.origin + "/as2"] {
                let code = try await sandbox.code(["client_id": Self.url], at: issuer)
                let reply = try await sandbox.exchange(code, ["client_id": Self.url], at: issuer)
                #expect(reply.status == 200 && reply.json["refresh_token"] != nil, "\(reply.text)")
                let metadata = try await sandbox.get(issuer + "/.well-known/openid-configuration").json
                #expect(metadata["client_id_metadata_document_supported"] == .bool(true))
            }
            #expect(try await sandbox.log().last { $0["path"] == "/as/token" }?["client"]?.text == Self.url)
            try await sandbox.control("client-document", ["url": .string(Self.url)])
            #expect(try await sandbox.authorize(["client_id": Self.url]).status == 400)
        }
    }

    @Test func `a document that breaks a rule is no client (REG-4)`() async throws {
        try await RunningSandbox.with { sandbox in
            let cases: [(url: String, changes: [String: JSONValue])] = [
                (Self.url, ["client_id": "https://mintmark.example/other.json"]), (Self.url, ["client_name": .null]),
                (Self.url, ["token_endpoint_auth_method": "client_secret_basic"]), (Self.url, ["client_secret": "x"]),
                (Self.url, ["redirect_uris": .strings([])]), (Self.url, ["application_type": "web"]),
                (Self.url, ["token_endpoint_auth_method": "private_key_jwt"]),
                ("http://mintmark.example/client.json", ["client_id": "http://mintmark.example/client.json"]),
                ("https://mintmark.example", ["client_id": "https://mintmark.example"]),
                ("https://mintmark.example/", ["client_id": "https://mintmark.example/"]),
                ("https://mintmark.example/a/../b", ["client_id": "https://mintmark.example/a/../b"]),
                ("https://mintmark.example/c#x", ["client_id": "https://mintmark.example/c#x"]),
                ("https://u@mintmark.example/c", ["client_id": "https://u@mintmark.example/c"]),
            ]
            for item in cases {
                let command: JSONValue = ["url": .string(item.url), "document": Self.document(item.changes)]
                try await sandbox.control("client-document", command)
                #expect(try await sandbox.authorize(["client_id": item.url]).status == 400, "\(item)")
            }
            #expect(try await sandbox.control("client-document", ["document": Self.document()]).status == 400)
        }
    }

    @Test func `a document can hold the keys that the client proves itself with`() async throws {
        try await RunningSandbox.with { sandbox in
            let key = P256.Signing.PrivateKey()
            let document = Self.document([
                "token_endpoint_auth_method": "private_key_jwt",
                "jwks": ["keys": .array([JSONWebKey(key.publicKey).json])],
            ])
            try await sandbox.control("client-document", ["url": .string(Self.url), "document": document])
            let code = try await sandbox.code(["client_id": Self.url])
            #expect(try await sandbox.exchange(code, ["client_id": Self.url]).error == "invalid_client")
            let assertion = try await Assertion(client: Self.url, audience: sandbox.description.issuer)
                .signed(.es256, pem: key.pemRepresentation)
            let proof: [String: String?] = [
                "client_id": nil, "client_assertion": assertion,
                "client_assertion_type": ClientAuthenticator.assertionType,
            ]
            #expect(try await sandbox.exchange(code, proof).status == 200)
        }
    }
}
