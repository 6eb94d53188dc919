import Foundation
import MintCore
import TestSupport
import Testing

@Suite struct Base64URLTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"), ("\u{3FF}\u{3FF}?", "z7_Pvz8"),
    ])
    func `the vectors of RFC 4648 without padding`(plain: String, encoded: String) {
        #expect(Base64URL.encode(plain.utf8) == encoded)
        #expect(Base64URL.decode(encoded) == Array(plain.utf8))
    }

    @Test func `the two last characters of the alphabet`() {
        #expect(Base64URL.encode([0xFB, 0xEF, 0xFF]) == "--__")
        #expect(Base64URL.decode("--__") == [0xFB, 0xEF, 0xFF])
    }

    @Test func `every length comes back, and agrees with Foundation`() {
        var generator = SplitMix(seed: 1)
        for length in 0...257 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = Base64URL.encode(bytes)
            let standard = Data(bytes).base64EncodedString().filter { $0 != "=" }
            #expect(text == standard.replacing("+", with: "-").replacing("/", with: "_"))
            #expect(Base64URL.decode(text) == bytes)
        }
    }

    @Test(arguments: [
        "Zg==", "Zg=", "=", "Z", "Zm9vY", "Zm9v\n", " Zm9v", "Zm 9v", "Zm9v\u{0}", "ab+c", "ab/c", "Zm9vä", "Zm9v…",
        // Left-over bits: a second text for the octets of "Zg" and "Zm8".
        "Zh", "Zm9", "Zn", "Zm-",
    ])
    func `whatever encoding would not write is refused`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}
