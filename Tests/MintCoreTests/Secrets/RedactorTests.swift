import Foundation
import MintCore
import Testing

@Suite struct RedactorTests {
    private static let secret = "zX9/+ ö\"%&=~-_.key"

    private func redactor(_ secrets: String...) -> Redactor {
        let redactor = Redactor()
        for secret in secrets { redactor.learn(Secret(secret)) }
        return redactor
    }

    @Test func `what is known is taken out, and nothing else`() {
        let redactor = redactor("one-secret", "another-secret")
        #expect(redactor.redact("you sent one-secret, and another-secret.") == "you sent <redacted>, and <redacted>.")
        #expect(redactor.redact("one-secretone-secret") == "<redacted><redacted>")
        #expect(redactor.redact("one-secre") == "one-secre" && redactor.redact("") == "")
        #expect(Redactor().redact("one-secret") == "one-secret")
    }

    @Test(arguments: [
        secret, "zX9%2F%2B%20%C3%B6%22%25%26%3D~-_.key", "zX9%2f%2b%20%c3%b6%22%25%26%3d~-_.key",
        Data(secret.utf8).map { String(format: "%02x", $0) }.joined(),
        Data(secret.utf8).map { String(format: "%02X", $0) }.joined(), Data(secret.utf8).base64EncodedString(),
        #"zX9/+ ö\"%&=~-_.key"#,
    ])
    func `in the forms that it may be encoded in`(form: String) {
        let text = redactor(Self.secret).redact("<\(form)>")
        #expect(text.hasPrefix("<<redacted>") && text.hasSuffix(">") && text.utf8.count <= 17, "\(text)")
    }

    /// As `Authorization: Basic` has it: what stands before it decides how it looks.
    @Test(arguments: ["", "i", "id", "id:", "client:"], [true, false])
    func `in Base64, wherever it begins`(before: String, url: Bool) {
        var text = Data("\(before)\(Self.secret):tail".utf8).base64EncodedString()
        if url { text = text.replacing("+", with: "-").replacing("/", with: "_") }
        let clean = redactor(Self.secret).redact("Basic \(text)")
        #expect(clean.contains("<redacted>"))
        // What is left has at most the few bits that its neighbours share.
        let left = clean.replacing("Basic ", with: "").replacing("<redacted>", with: "")
        #expect(left.count <= text.count - Self.secret.utf8.count)
    }

    @Test func `one that was cut short is taken out from its sixteenth character on`() {
        let token = "0123456789abcdefghijklmnopqrstuvwxyz"
        let redactor = redactor(token)
        #expect(redactor.redact("the token 0123456789abcdefghij… was") == "the token <redacted> was")
        #expect(redactor.redact("\"0123456789abcdefg\"") == "\"<redacted>\"")
        #expect(redactor.redact("0123456789abcde…") == "0123456789abcde…")
    }

    @Test func `short ones are left, for they are in any text`() {
        #expect(redactor("1234567").redact("1234567") == "1234567")
        #expect(redactor("12345678").redact("12345678") == "<redacted>")
    }

    @Test func `the lines of a key, the members of a JWK and the parts of a JWT count by themselves`() {
        let line = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg"
        let pem = "-----BEGIN PRIVATE KEY-----\n\(line)\nx\n-----END PRIVATE KEY-----\n"
        #expect(
            redactor(pem).redact("a \(line) b -----BEGIN PRIVATE KEY-----")
                == "a <redacted> b -----BEGIN PRIVATE KEY-----")
        let jwk = #"{"kty":"EC","crv":"P-256","x":"public-public-public","d":"private-private-private"}"#
        #expect(
            redactor(jwk).redact("public-public-public private-private-private") == "public-public-public <redacted>")
        let jwt = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhLW1hY2hpbmUifQ.c2lnbmF0dXJlLW9mLWEtdG9rZW4"
        #expect(
            redactor(jwt).redact("c2lnbmF0dXJlLW9mLWEtdG9rZW4 eyJzdWIiOiJhLW1hY2hpbmUifQ") == "<redacted> <redacted>")
        #expect(redactor(jwt).redact("eyJhbGciOiJFUzI1NiJ9 alone") == "eyJhbGciOiJFUzI1NiJ9 alone")
    }

    @Test func `many are remembered, the newest of them, and bytes that are no text do no harm`() {
        let redactor = Redactor()
        redactor.learn(Secret([UInt8](repeating: 0xFF, count: 40)))
        redactor.learn(Secret([0, 1, 2, 3, 4, 5, 6, 7, 8]))
        redactor.learn(Secret([UInt8]()))
        for number in 0..<5000 { redactor.learn(Secret("secret-number-\(number)-of-many")) }
        #expect(redactor.redact("secret-number-4999-of-many") == "<redacted>")
        #expect(redactor.redact("secret-number-3000-of-many") == "<redacted>")
        #expect(redactor.redact("\u{FFFD}\u{0}") == "\u{FFFD}\u{0}")
    }
}
