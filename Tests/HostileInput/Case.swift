import MintCore

/// One input to one reader, and what was wrong with what came of it.
struct Case {
    let target: String
    let seed: UInt64
    let number: Int
    var dice: Dice
    /// What was given, for whoever looks into a violation.
    private(set) var input = ""
    private(set) var violations: [String] = []

    init(target: String, seed: UInt64, number: Int) {
        (self.target, self.seed, self.number) = (target, seed, number)
        dice = Dice(seed: seed, target: target, number: number)
    }

    mutating func note(_ bytes: some Collection<UInt8>) {
        input = String(decoding: bytes.prefix(2000), as: UTF8.self)
    }

    mutating func note(_ text: String) { input = String(text.unicodeScalars.prefix(2000)) }

    /// What a violation says, and how to see it again.
    var report: String {
        let command = "hostile-input --seed \(seed) --target \(target) --case \(number)"
        return violations.map { "VIOLATION \(target): \($0)\n" }.joined()
            + "  again: \(command)\n  input: \(input.debugDescription)"
    }
}

extension Case {
    mutating func expect(_ isTrue: Bool, _ words: @autoclosure () -> String) {
        if !isTrue { violations.append(words()) }
    }

    mutating func expectEqual<Value: Equatable>(_ found: Value, _ wanted: Value, _ what: String) {
        guard found != wanted else { return }
        violations.append(
            "\(what): \(String(reflecting: found).prefix(300)) instead of \(String(reflecting: wanted).prefix(300))")
    }

    /// Whatever a terminal may be shown in one line.
    mutating func expectPlain(_ line: String, limit: Int, _ what: String) {
        expect(line.count <= limit, "\(what) has \(line.count) characters, more than \(limit)")
        expect(
            !line.unicodeScalars.contains(where: \.steersTerminals),
            "\(what) holds an unsafe scalar: \(line.debugDescription)")
    }

    /// The same over several lines.
    mutating func expectPlainLines(_ text: String, _ what: String) {
        let isPlain = text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.steersTerminals }
        expect(isPlain, "\(what) holds an unsafe scalar: \(text.prefix(400).debugDescription)")
    }

    /// An error that a person or a log gets to see.
    mutating func expectFit(_ error: any Error, hiding secret: String? = nil) {
        guard let words = error as? any UserFacingError else {
            violations.append("an error without words: \(String(reflecting: error))")
            return
        }
        expect(!words.headline.isEmpty, "the headline of \(error) is empty")
        expectPlain(words.headline, limit: 2000, "the headline")
        expectPlainLines(words.hint ?? "", "the hint")
        guard let secret else { return }
        for text in [words.headline, words.hint ?? "", String(describing: error), String(reflecting: error)] {
            expect(!text.contains(secret), "the error tells the secret: \(text)")
        }
    }

    mutating func expectScopes(_ scopes: [String]?) {
        let isSign: (UInt8) -> Bool = { $0 == 0x21 || (0x23...0x5B).contains($0) || (0x5D...0x7E).contains($0) }
        for scope in scopes ?? [] {
            expect(!scope.isEmpty && scope.utf8.allSatisfy(isSign), "no scope token: \(scope.debugDescription)")
        }
    }
}

extension Unicode.Scalar {
    /// By ranges, apart from the general categories that the reader goes by.
    fileprivate var steersTerminals: Bool {
        switch value {
        case 0..<0x20, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F:
            true
        case 0xE000...0xF8FF, 0xFDD0...0xFDEF, 0xFEFF, 0xFFF0...0xFFFB, 0xFFFE...0xFFFF: true
        case 0x1D173...0x1D17A, 0xE0000...0xE00FF, 0xF0000...0x10FFFF: true
        default: false
        }
    }
}
