/// How hard a passphrase is to guess: a simple estimate that errs on the low side, in bits.
///
/// It takes a passphrase apart as a guesser would: words, whatever their length, count as words (a diceware list has 7,776,
/// 12.9 bits each), known favourites as next to nothing, years, repetitions and rows of keys or numbers as little. Only
/// what has no pattern counts by the letter.
public struct PassphraseStrength: Equatable, Sendable {
    public let bits: Int

    /// Below this, somebody who has a copy of the file can try them all in some days to years.
    public static let enough = 50
    /// In characters: nothing shorter is taken.
    public static let minimumLength = 8

    public var isEnough: Bool { bits >= Self.enough }

    public init(_ passphrase: Secret) {
        bits = Int(passphrase.withText { Self.estimate($0) } ?? Double(passphrase.count * 4))
    }

    /// Characters as a person counts them; octets where it is no text.
    public static func length(_ passphrase: Secret) -> Int { passphrase.withText { $0.count } ?? passphrase.count }

    private static func estimate(_ text: String) -> Double {
        if let rank = rank(of: text) { return rank }
        let plain = withoutSwaps(text)
        var bits = plain == text ? 0.0 : 2
        var seen: Set<String> = []
        for part in parts(plain) {
            // The same word once more is no further guess.
            bits += min(cost(part), seen.insert(part.lowercased()).inserted ? .infinity : 1)
        }
        return bits
    }

    /// With letters for the digits and signs that stand for them inside of words: `tr0ub4dor`.
    private static func withoutSwaps(_ text: String) -> String {
        var characters = Array(text)
        for index in characters.indices.dropFirst().dropLast() {
            guard let letter = swapped[characters[index]], characters[index - 1].isLetter,
                characters[index + 1].isLetter
            else { continue }
            characters[index] = letter
        }
        return String(characters)
    }

    private static let swapped: [Character: Character] = [
        "@": "a", "4": "a", "0": "o", "1": "i", "3": "e", "$": "s", "5": "s", "7": "t",
    ]

    /// Runs of letters, of digits, and of the rest.
    private static func parts(_ text: String) -> [String] {
        var parts: [String] = []
        var last: Character?
        for character in text {
            if let before = last, kind(before) == kind(character) {
                parts[parts.count - 1].append(character)
            } else {
                parts.append(String(character))
            }
            last = character
        }
        return parts
    }

    private static func kind(_ character: Character) -> Int {
        character.isLetter ? 0 : character.isNumber ? 1 : 2
    }

    private static func cost(_ part: String) -> Double {
        if part.count > 2, let rank = rank(of: part) { return rank }
        let characters = Array(part.lowercased())
        if isPattern(characters) { return 5 + Double(characters.count) / 4 }
        if part.allSatisfy(\.isLetter) { return letters(part, characters) }
        if part.allSatisfy(\.isNumber) {
            if part.count == 4, part.hasPrefix("19") || part.hasPrefix("20") { return 6 }
            return Double(part.count) * 3.3
        }
        // Between words people put a blank or a dash; two signs and more are a choice.
        return part.count == 1 ? (part == " " || part == "-" ? 0.5 : 3) : Double(part.count) * 4.5
    }

    private static func letters(_ part: String, _ lower: [Character]) -> Double {
        let capitals = part.count { $0.isUppercase }
        let isUsual = capitals == 0 || capitals == part.count || (capitals == 1 && part.first?.isUppercase == true)
        let shape = capitals == 0 ? 0 : isUsual ? 1 : Double(part.count) * 0.8
        let each = Double(part.count) * 4.7
        guard part.count > 2, isPronounceable(lower) else { return each + shape }
        return min(each, 12.9 + Double(max(part.count - 9, 0)) * 2) + shape
    }

    /// One key again and again, or a row of neighbours: `aaaa`, `1234`, `qwerty`, `dcba`.
    private static func isPattern(_ characters: [Character]) -> Bool {
        guard characters.count > 2 else { return false }
        if Set(characters).count <= 2 { return true }
        let text = String(characters), backwards = String(characters.reversed())
        return rows.contains { $0.contains(text) || $0.contains(backwards) }
    }

    private static let rows = [
        "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop",
        "qazwsxedcrfvtgb", "!@#$%^&*()", "1q2w3e4r5t6y",
    ]

    /// As words are: vowels in between, never four consonants at once. Letters drawn by lot seldom stay so for long.
    private static func isPronounceable(_ letters: [Character]) -> Bool {
        let vowels: Set<Character> = ["a", "e", "i", "o", "u", "y", "ä", "ö", "ü", "é", "è"]
        guard letters.contains(where: { vowels.contains($0) }) else { return false }
        var consonants = 0
        for letter in letters {
            consonants = vowels.contains(letter) ? 0 : consonants + 1
            if consonants > 4 { return false }
        }
        return Double(letters.count { vowels.contains($0) }) >= Double(letters.count) * 0.2
    }

    /// What everybody tries first, also with digits for letters and digits behind it.
    private static func rank(of text: String) -> Double? {
        let lower = text.lowercased()
        let bare = String(lower.reversed().drop { $0.isNumber || $0 == "!" }.reversed())
        let plain = String(bare.map { swapped[$0] ?? $0 })
        guard favourites.contains(lower) || favourites.contains(bare) || favourites.contains(plain) else { return nil }
        return 7 + (plain == lower ? 0 : 3)
    }

    private static let favourites: Set<String> = [
        "password", "passwort", "passwd", "passphrase", "pass", "secret", "letmein", "welcome", "admin",
        "administrator",
        "root", "user", "test", "login", "master", "monkey", "dragon", "football", "baseball", "hockey", "soccer",
        "iloveyou",
        "love", "sunshine", "princess", "shadow", "superman", "batman", "trustno", "hello", "hallo", "freedom",
        "whatever",
        "qwerty", "qwertz", "azerty", "abc", "access", "changeme", "default", "guest", "server", "linux", "debian",
        "ubuntu", "docker", "mintmark", "vault", "mint", "keyring", "token", "oauth", "summer", "winter", "spring",
        "autumn",
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december", "monday", "friday", "michael", "jennifer", "thomas", "jordan", "michelle", "charlie", "andrew",
        "ginger", "computer", "internet", "starwars", "pokemon", "cheese", "killer", "pepper", "daniel", "joshua",
        "the", "and", "you", "for",
    ]
}
