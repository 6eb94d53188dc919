import MintCore
import SampleKeys
import Testing

@Suite struct SigningKeySecrecyTests {
    @Test(arguments: SigningKeyReadingTests.forms + SigningKeyReadingTests.jwks)
    func `no way of printing shows the material`(form: SigningKeyReadingTests.Form) throws {
        let key = try SigningKey(Secret(form.file))
        var dumped = ""
        dump(key, to: &dumped)
        dump(["in": (1, key)], to: &dumped)
        let error = KeyText.refusal(Secret(form.file + form.file))
        let texts = [
            "\(key)", String(describing: key), String(reflecting: key), dumped, "\([key])", "\(Optional(key) as Any)",
            String(reflecting: error), error?.headline ?? "", error?.hint ?? "",
        ]
        #expect("\(key)" == "<signing key \(form.kind.algorithms.map(\.rawValue).joined(separator: "/"))>")
        #expect(Mirror(reflecting: key).children.isEmpty)
        let lines = form.file.split(whereSeparator: { "\n\" ".contains($0) }).filter {
            $0.count > 20 && !$0.contains("---")
        }
        #expect(!lines.isEmpty)
        for text in texts { #expect(!lines.contains { text.contains($0) }) }
    }

    @Test func `a signed assertion does not print (JA-15)`() async throws {
        let key = try SigningKey(Secret(PlainKeys.p256))
        let assertion = ClientAssertion(clientID: "c", audience: "a", issuedAt: Timestamp(0))
        let signed = try await assertion.signed(with: key, algorithm: .es256, type: "JWT")
        #expect(String(reflecting: signed) == "<secret>" && "\(signed)" == "<secret>")
    }
}

@Suite struct SigningKeyErrorTests {
    static let all: [SigningKeyError] =
        [
            .empty, .tooLarge(limit: 262_144), .notAKey, .publicOnly(.publicKey), .publicOnly(.jwk), .symmetricKey,
            .severalKeys(3), .unsupportedKey("a DSA key"), .weakRSA(bits: 1024), .legacyEncryption,
            .unsupportedEncryption("RC2"), .encryptionTooCostly("more than 7 iterations"), .passphraseNeeded,
            .wrongPassphrase, .damaged("it is cut"), .algorithmUnfit("ES256", .rsa(bits: 2048)),
            .noCommonAlgorithm(key: ["ES256"], server: ["RS256"]), .sizeNotOffered(bits: 7), .keyIDTaken("k"), .notMade,
            .notSigned,
        ] + SigningKeyError.Format.allCases.map { .unsupportedFormat($0) }

    @Test(arguments: all)
    func `headline is one plain line, and a local failure`(error: SigningKeyError) {
        #expect(!error.headline.isEmpty && !error.headline.contains("\n") && !error.headline.hasSuffix("."))
        #expect(error.hint?.isEmpty != true)
        #expect(error.exitStatus == .local)
    }

    @Test func `a server's list cannot steer the terminal or fill it`() {
        let names =
            ["\u{1B}[2Jevil\u{202E}", String(repeating: "x", count: 5000)] + Array(repeating: "RS512", count: 500)
        let headline = SigningKeyError.noCommonAlgorithm(key: ["ES256"], server: names).headline
        #expect(headline.count < 300 && headline.unicodeScalars.allSatisfy(\.isSafeToShow))
    }

    @Test(arguments: [
        (SigningKeyError.unsupportedFormat(.openSSH), "ssh-keygen -p -m PKCS8"),
        (.unsupportedFormat(.pkcs12), "openssl pkcs12"),
        (.unsupportedFormat(.explicitCurve), "-ec_param_enc named_curve"), (.legacyEncryption, "openssl pkcs8 -topk8"),
        (.weakRSA(bits: 1024), "openssl genpkey"), (.unsupportedEncryption("RC2"), "openssl pkcs8 -topk8"),
    ])
    func `the way out is a command`(error: SigningKeyError, command: String) {
        #expect(error.hint?.contains(command) == true)
    }
}
