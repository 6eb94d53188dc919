import MintCore
import Testing

@Suite struct PassphraseStrengthTests {
    @Test(arguments: [
        "", "a", "password", "Password1", "p4ssw0rd!", "12345678", "aaaaaaaaaaaaaaaa", "qwertyuiop", "abcdefghij",
        "letmein2024", "summer2026!", "monkey monkey monkey monkey", "Tr0ub4dor&3", "berlin1987", "mintmark-vault",
        "passwordpassword", "11111111111111111111",
    ])
    func `what is tried first is weak`(text: String) {
        let strength = PassphraseStrength(Secret(text))
        #expect(!strength.isEnough && strength.bits < 40, "\(strength.bits)")
    }

    @Test(arguments: [
        "correct horse battery staple", "lantern orbit velvet cactus drum", "k4Jw9$xQ2mVb", "vxqkzjwtrbfghpmn",
        "Grün-Kessel-Walnuss-Trompete-9", "9f8a7c6e5b4d3f2a1c0e",
    ])
    func `what nobody would try is enough`(text: String) {
        let strength = PassphraseStrength(Secret(text))
        #expect(strength.isEnough, "\(strength.bits)")
    }

    @Test func `four random words are about what their list gives`() {
        let bits = PassphraseStrength(Secret("correct horse battery staple")).bits
        #expect((50...56).contains(bits), "\(bits)")
    }

    @Test func `more is never weaker`() {
        var before = 0
        for count in 1...12 {
            let words = [
                "lantern", "orbit", "velvet", "cactus", "drum", "quartz", "meadow", "pilot", "ember", "fjord", "gravel",
                "tulip",
            ]
            let bits = PassphraseStrength(Secret(words.prefix(count).joined(separator: " "))).bits
            #expect(bits > before)
            before = bits
        }
    }

    @Test func `octets that are no text are measured, too`() {
        #expect(PassphraseStrength(Secret([UInt8](repeating: 0xFF, count: 20))).bits == 80)
        #expect(PassphraseStrength.length(Secret([0xFF, 0xFE])) == 2)
        #expect(PassphraseStrength.length(Secret("grün👩‍👩‍👧")) == 5)
    }
}
