/// Choices that depend on a seed alone: SplitMix64, the same on every machine.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The dice of one case of one target.
    init(seed: UInt64, target: String, number: Int) {
        let name = target.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        var first = Dice(seed: seed ^ name)
        var second = Dice(seed: first.next() &+ UInt64(number))
        // Mixed twice: sequences that start at neighbouring states overlap.
        self.init(seed: second.next())
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    /// From zero up to, but not including, `end`; 0 for an empty range.
    mutating func below(_ end: Int) -> Int { end > 0 ? Int.random(in: 0..<end, using: &self) : 0 }

    mutating func within(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True once in `times`.
    mutating func once(in times: Int) -> Bool { below(times) == 0 }

    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }

    mutating func pick<Element>(_ list: [Element]) -> Element {
        precondition(!list.isEmpty, "nothing to pick from")
        return list[below(list.count)]
    }

    /// Some of the list, in its order.
    mutating func some<Element>(_ list: [Element]) -> [Element] {
        var kept: [Element] = []
        for element in list where below(3) > 0 { kept.append(element) }
        return kept
    }

    /// Mostly small counts, sometimes large ones.
    mutating func count(_ usual: Int, rarely: Int) -> Int { once(in: 200) ? below(rarely + 1) : below(usual + 1) }
}
