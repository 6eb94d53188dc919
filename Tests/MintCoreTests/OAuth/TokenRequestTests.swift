import FoundationEssentials
import HTTPTypes
import Testing

@testable import MintCore

@Suite struct TokenRequestTests {
    @Test(arguments: [
        (
            "conformance-test-client", "conformance-test-secret",
            "Y29uZm9ybWFuY2UtdGVzdC1jbGllbnQ6Y29uZm9ybWFuY2UtdGVzdC1zZWNyZXQ=",
            "Y29uZm9ybWFuY2UtdGVzdC1jbGllbnQ6Y29uZm9ybWFuY2UtdGVzdC1zZWNyZXQ="
        ),
        ("s6BhdRkqt3", "gX1fBat3bV", "czZCaGRSa3F0MzpnWDFmQmF0M2JW", "czZCaGRSa3F0MzpnWDFmQmF0M2JW"),
        (
            "my client:1", "p@ss/w+rd %", "bXkrY2xpZW50JTNBMTpwJTQwc3MlMkZ3JTJCcmQrJTI1",
            "bXkgY2xpZW50OjE6cEBzcy93K3JkICU="
        ),
        ("a~b*c", "x=y&z", "YSU3RWIqYzp4JTNEeSUyNno=", "YX5iKmM6eD15Jno="),
    ])
    func `Basic is form-encoded by default and raw on request (AM-5, AM-6)`(
        id: String, secret: String, form: String, raw: String
    ) {
        #expect(ClientProof.basic(id, Secret(secret), .form) == form)
        #expect(ClientProof.basic(id, Secret(secret), .raw) == raw)
    }

    @Test func `the encodings differ where they should`() {
        #expect(String(decoding: FormEncoding.encode(" %&+£€".utf8), as: UTF8.self) == "+%25%26%2B%C2%A3%E2%82%AC")
        let percent = Data(base64Encoded: ClientProof.basic("a b", Secret("~*"), .percent)).map {
            String(decoding: $0, as: UTF8.self)
        }
        #expect(percent == "a%20b:~%2A")
    }

    @Test func `Basic puts neither id nor secret into the body (AM-2)`() {
        let (headers, body) = TokenRequest(.sample()).encoded(.basic(Secret("s3"), .form))
        #expect(headers[.authorization]?.hasPrefix("Basic ") == true)
        #expect(text(body) == "grant_type=client_credentials&scope=tools%3Aread&resource=https%3A%2F%2Fm.example%2Fmcp")
    }

    @Test func `post puts both into the body and nothing into the header (AM-4)`() {
        let (headers, body) = TokenRequest(.sample()).encoded(.post(Secret("s+3")))
        #expect(headers[.authorization] == nil)
        #expect(text(body).hasSuffix("&client_id=svc&client_secret=s%2B3"))
    }

    @Test func `an assertion goes without client_id unless that is switched on (CC-8)`() {
        let plain = text(TokenRequest(.sample()).encoded(.assertion(Secret("a.b.c"), withClientID: false)).body)
        #expect(!plain.contains("client_id="))
        #expect(
            plain.contains("client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"))
        #expect(plain.hasSuffix("client_assertion=a.b.c"))
        let with = text(TokenRequest(.sample()).encoded(.assertion(Secret("a.b.c"), withClientID: true)).body)
        #expect(with.contains("&client_id=svc&"))
    }

    @Test func `resource is sent once or not at all, and empty values count as absent (RES-1, TK-1)`() {
        var profile = Profile.sample()
        profile.requestedScopes = []
        profile.settings.sendsResource = false
        profile.settings.audience = "https://api"
        profile.settings.parameters = [.init(name: "tenant", value: "blue sky"), .init(name: "empty", value: "")]
        let body = text(TokenRequest(profile).encoded(.post(Secret("s"))).body)
        #expect(
            body
                == "grant_type=client_credentials&audience=https%3A%2F%2Fapi&tenant=blue+sky&client_id=svc&client_secret=s"
        )
        #expect(TokenRequest(profile).parameterNames == ["grant_type", "audience", "tenant"])
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension Profile {
    static func sample(
        authentication: ClientAuthentication = .clientSecretBasic, issuer: String? = "https://as.example"
    ) -> Profile {
        guard let server = HTTPURL("https://m.example/mcp"), let endpoint = HTTPURL("https://as.example/token") else {
            preconditionFailure("both are URLs")
        }
        return Profile(
            id: "5b7c0a52-0000-4000-8000-000000000001", name: "billing", server: server, resource: server.text,
            issuer: issuer,
            tokenEndpoint: endpoint, grant: .clientCredentials, clientID: "svc", clientAuthentication: authentication,
            requestedScopes: ["tools:read"], store: .vault, createdAt: Timestamp(1_790_000_000))
    }
}
