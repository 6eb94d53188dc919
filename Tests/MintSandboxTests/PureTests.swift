import Testing

@testable import MintSandbox

@Suite struct PureTests {
    @Test func `form bodies are read strictly`() throws {
        let form = try FormBody(Array("a=1&b=x+y%2Bz&c=&resource=u&resource=v&d".utf8))
        #expect(form["a"] == "1" && form["b"] == "x y+z" && form["c"] == nil && form["d"] == nil && form["e"] == nil)
        #expect(form.all("resource") == ["u", "v"])
        for text in ["a=1&a=2", "a=&a=", "%61=1&a=2"] {
            #expect(throws: FormBody.Refusal.repeated("a")) { try FormBody(Array(text.utf8)) }
        }
        for text in ["a=%", "a=%4", "a=%gg", "a=é", "a=%C3", "a=b c", "a=\u{0}"] {
            #expect(throws: FormBody.Refusal.malformed) { try FormBody(Array(text.utf8)) }
        }
    }

    @Test(
        arguments: [
            ("", []), ("AA", [0]), ("-_8", [0xFB, 0xFF]), ("Zm9vYmE", Array("fooba".utf8)),
        ] as [(String, [UInt8])])
    func `base64url goes both ways`(text: String, bytes: [UInt8]) {
        #expect(Base64URL.decode(text) == bytes)
        #expect(Base64URL.encode(bytes) == text)
    }

    @Test(arguments: ["A", "AA==", "+/8", "A A", "AB", "é", "AA\n"])
    func `what is not base64url is refused`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
        (1_767_225_599, "Wed, 31 Dec 2025 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (-5, "Thu, 01 Jan 1970 00:00:00 GMT"),
    ])
    func `dates of headers are those of RFC 9110 §5.6.7`(seconds: Int, text: String) {
        #expect(HTTPDate.text(seconds) == text)
    }

    @Test func `thumbprints are those of RFC 7638 and RFC 8037`() throws {
        let ec: JSONValue = [
            "kty": "EC", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        ]
        let okp: JSONValue = [
            "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "mine",
        ]
        #expect(try JSONWebKey.publicKey(ec).thumbprint == "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s")
        #expect(try JSONWebKey.publicKey(ec).effectiveID == "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s")
        #expect(try JSONWebKey.publicKey(okp).thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        #expect(try JSONWebKey.publicKey(okp).effectiveID == "mine")
    }

    @Test func `a key verifies with its own algorithms only (JA-8)`() {
        let cases: [(JSONWebKey, Set<String>)] = [
            (JSONWebKey(kty: "EC", crv: "P-256"), ["ES256"]), (JSONWebKey(kty: "EC", crv: "secp256k1"), []),
            (JSONWebKey(kty: "RSA"), ["RS256", "PS256"]), (JSONWebKey(kty: "RSA", alg: "PS256"), ["PS256"]),
            (JSONWebKey(kty: "RSA", alg: "none"), []),
            (JSONWebKey(kty: "OKP", crv: "Ed25519", alg: "EdDSA"), ["EdDSA", "Ed25519"]),
        ]
        for (key, algorithms) in cases {
            #expect(key.algorithms == algorithms)
            #expect(
                !key.verifies([1, 2, 3], over: [4], algorithm: algorithms.first ?? "none"), "a key without numbers")
        }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.0.0.1:80", true), ("LOCALHOST:8080", true), ("[::1]:1", true), ("[::1]", true),
        ("", false), ("localhost.evil.example", false), ("127.0.0.1.evil.example", false), ("127.0.0.1:x", false),
        ("evil@127.0.0.1", false), ("127.0.0.2", false), ("[::1", false), ("[::1]x", false), ("localhost:", false),
    ])
    func `only loopback names are hosts`(host: String, isAllowed: Bool) {
        #expect(LoopbackRule.allows(host: host) == isAllowed)
        #expect(LoopbackRule.allows(origin: "http://" + host) == isAllowed)
    }

    @Test func `an expiring set forgets what has run out, and nothing sooner`() {
        var set = ExpiringSet()
        var inserted = [set.insert("a", until: 100, now: 10), set.insert("a", until: 200, now: 99)]
        #expect(set.contains("a") && !set.contains("b"))
        inserted.append(set.insert("a", until: 300, now: 100))
        inserted.append(set.insert("b", until: 1000, now: 400))
        #expect(inserted == [true, false, true, true])
        #expect(!set.contains("a"))
    }

    @Test func `the log drops its oldest entries, and late answers find theirs or nothing`() {
        var log = RequestLog()
        let first = log.open(path: "/first", method: "GET", at: 0)
        var last = first
        for number in 1...10_000 { last = log.open(path: "/\(number)", method: "GET", at: number) }
        log.close(first, status: 200, client: nil)
        log.close(last, status: 418, client: "x")
        #expect(log.entries.last?.status == 418 && log.entries.last?.client == "x")
        #expect(log.entries.count == 9_001 && log.entries.allSatisfy { $0.status != 200 })
        log.reset()
        log.close(last, status: 500, client: nil)
        #expect(log.entries.isEmpty)
    }

    @Test(
        arguments: [
            (Pacing(), [3, 2]), (Pacing(cut: true), [2]), (Pacing(trickle: 1), [1, 1, 1, 1, 1]),
            (Pacing(trickle: 1, cut: true), [1, 1]),
        ] as [(Pacing, [Int])])
    func `pacing cuts and slices, and loses no byte otherwise`(pacing: Pacing, sizes: [Int]) {
        let pieces = pacing.pieces(of: [[1, 2, 3], [4, 5]])
        #expect(pieces.map(\.count) == sizes)
        #expect(pieces.flatMap { $0 } == Array([1, 2, 3, 4, 5].prefix(sizes.reduce(0, +))))
    }

    @Test(
        arguments: [
            ("plain", "plain"), ("=?base64?SGVsbG8sIOS4lueVjA==?=", "Hello, 世界"),
            ("=?base64?IHBhZGRlZCA=?=", " padded "),
            ("=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=", "=?base64?literal?="), ("=?base64?!?=", nil),
            ("=?base64?=", "=?base64?="),
        ] as [(String, String?)])
    func `header text is decoded (M26-9)`(value: String, text: String?) {
        #expect(HeaderText.decode(value) == text)
    }
}
