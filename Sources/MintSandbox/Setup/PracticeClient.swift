internal import Crypto
internal import CryptoExtras

/// A client that the sandbox brings along: a fixed name, a fresh credential.
struct PracticeClient: Sendable {
    enum Credential: Sendable {
        case none
        case secret(String)
        case privateKey(pem: String)
    }

    var registration: RegisteredClient
    let credential: Credential

    /// First the machines, then those that act for people or are vouched for.
    static func all() throws -> [PracticeClient] { try machines() + delegates }

    /// One of every method and of several algorithms; some tokens live a minute, some an hour.
    private static func machines() throws -> [PracticeClient] {
        [
            keyed("billing-sync", P256.Signing.PrivateKey(), lifetime: 3600),
            secret("search-worker", .basic, lifetime: 120),
            secret("nightly-export", .post, lifetime: 60, scopes: [Scope.read]),
            keyed("ledger-audit", Curve25519.Signing.PrivateKey()),
            try keyed("metrics-push", _RSA.Signing.PrivateKey(keySize: .bits2048), scopes: [Scope.read, Scope.call]),
            keyed("fleet-report", P384.Signing.PrivateKey(), lifetime: 900),
            // Every character that form encoding, Basic and shells stumble over (AM-5, AM-7).
            secret("odd-secret", .basic, suffix: "+/:% é"),
        ]
    }

    /// One for every other way to a token.
    private static var delegates: [PracticeClient] {
        var laptop = RegisteredClient(id: "laptop", method: .none)
        laptop.grants = [.authorizationCode, .refreshToken, .deviceCode]
        laptop.redirectURIs = loopbackRedirects
        var workload = RegisteredClient(id: "ci-workload", method: .none)
        workload.grants = [.jwtBearer]
        workload.workloadSubject = "ci-workload"
        var console = secret("web-console", .basic)
        console.registration.grants = [.authorizationCode, .refreshToken]
        console.registration.redirectURIs = loopbackRedirects + ["https://console.example/callback"]
        var enterprise = secret("enterprise-app", .basic)
        enterprise.registration.grants = [.jwtBearer]
        return [
            PracticeClient(registration: laptop, credential: .none), console,
            PracticeClient(registration: workload, credential: .none), enterprise,
        ]
    }

    /// Any port will do for the addresses, this one alone for the name (RFC 8252 §7.3).
    private static let loopbackRedirects = [
        "http://127.0.0.1/callback", "http://[::1]/callback", "http://localhost:3000/callback",
    ]

    private static func secret(
        _ id: String, _ method: ClientMethod, lifetime: Int? = nil, scopes: [String] = Scope.all, suffix: String = ""
    ) -> PracticeClient {
        let random = Opaque.make()
        let registration = client(id, method, lifetime, scopes, secrets: [random + suffix])
        return PracticeClient(registration: registration, credential: .secret(random + suffix))
    }

    private static func keyed(_ id: String, _ key: P256.Signing.PrivateKey, lifetime: Int? = nil) -> PracticeClient {
        let registration = client(id, .privateKeyJWT, lifetime, Scope.all, keys: [JSONWebKey(key.publicKey)])
        return PracticeClient(registration: registration, credential: .privateKey(pem: key.pemRepresentation))
    }

    private static func keyed(_ id: String, _ key: P384.Signing.PrivateKey, lifetime: Int? = nil) -> PracticeClient {
        let registration = client(id, .privateKeyJWT, lifetime, Scope.all, keys: [JSONWebKey(key.publicKey)])
        return PracticeClient(registration: registration, credential: .privateKey(pem: key.pemRepresentation))
    }

    private static func keyed(_ id: String, _ key: Curve25519.Signing.PrivateKey) -> PracticeClient {
        let registration = client(id, .privateKeyJWT, nil, Scope.all, keys: [JSONWebKey(key.publicKey)])
        return PracticeClient(registration: registration, credential: .privateKey(pem: key.pemRepresentation))
    }

    private static func keyed(_ id: String, _ key: _RSA.Signing.PrivateKey, scopes: [String]) throws -> PracticeClient {
        let registration = client(id, .privateKeyJWT, nil, scopes, keys: [try JSONWebKey(key.publicKey)])
        return PracticeClient(registration: registration, credential: .privateKey(pem: key.pkcs8PEMRepresentation))
    }

    private static func client(
        _ id: String, _ method: ClientMethod, _ lifetime: Int?, _ scopes: [String], secrets: [String] = [],
        keys: [JSONWebKey] = []
    ) -> RegisteredClient {
        var client = RegisteredClient(id: id, method: method, secrets: secrets, keys: keys)
        client.allowedScopes = scopes
        client.defaultScopes = [Scope.read, Scope.call].filter(scopes.contains)
        client.tokenLifetime = lifetime
        return client
    }
}

extension JSONWebKey {
    init(_ key: P384.Signing.PublicKey) {
        let point = [UInt8](key.rawRepresentation)
        self.init(
            kty: "EC", crv: "P-384", x: Base64URL.encode(point.prefix(48)), y: Base64URL.encode(point.suffix(48)),
            alg: "ES384", use: "sig")
        kid = thumbprint
    }

    init(_ key: Curve25519.Signing.PublicKey) {
        self.init(kty: "OKP", crv: "Ed25519", x: Base64URL.encode(key.rawRepresentation), alg: "EdDSA", use: "sig")
        kid = thumbprint
    }

    /// Without `alg`: the key may be used with RS256 and with PS256.
    init(_ key: _RSA.Signing.PublicKey) throws {
        let numbers = try key.getKeyPrimitives()
        self.init(
            kty: "RSA", n: Base64URL.encode(numbers.modulus), e: Base64URL.encode(numbers.publicExponent), use: "sig")
        kid = thumbprint
    }
}
