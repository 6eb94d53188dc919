/// One of the forty sizes of a QR code.
struct QRVersion: Equatable, Sendable {
    /// 1 to 40.
    let number: Int

    static var all: [QRVersion] { (1...40).map(QRVersion.init) }

    /// Modules in each row and column.
    var size: Int { number * 4 + 17 }

    /// Bits of the field that counts the bytes (ISO/IEC 18004, table 3, byte mode).
    var countBits: Int { number < 10 ? 8 : 16 }

    /// The rows, and columns, on which alignment patterns are centred (annex E): the first at 6, the rest at even
    /// distances back from the far edge.
    var alignmentCentres: [Int] {
        guard number > 1 else { return [] }
        let count = number / 7 + 2
        // Version 32 is the one exception of the table.
        let step = number == 32 ? 26 : (number * 4 + count * 2 + 1) / (count * 2 - 2) * 2
        return [6] + (0..<(count - 1)).reversed().map { size - 7 - $0 * step }
    }

    /// Codewords, data and error correction together: the modules that no pattern takes, in eights.
    var codewords: Int {
        var modules = size * size - 3 * 64 - 2 * (size - 16) - 31
        let centres = alignmentCentres.count
        if centres > 0 {
            modules -= (centres * centres - 3) * 25
            // Where an alignment pattern lies across a timing pattern, five modules were taken off twice.
            modules += (centres - 2) * 2 * 5
        }
        if number >= 7 { modules -= 36 }
        return modules / 8
    }

    /// The version's own bits, of version 7 and up: six, with twelve of a BCH code (annex D).
    var versionBits: Int? {
        guard number >= 7 else { return nil }
        return number << 12 | QRBits.remainder(of: number, checkBits: 12, generator: 0x1F25)
    }

    static func smallest(for payload: QRPayload, level: QRCode.Level) -> QRVersion? {
        all.first { payload.bits(version: $0) <= QRBlockLayout(version: $0, level: level).dataCodewords * 8 }
    }
}

enum QRBits {
    /// The rest of `value`, moved up by `checkBits`, over a generator polynomial of that degree.
    static func remainder(of value: Int, checkBits: Int, generator: Int) -> Int {
        var rest = value
        for _ in 0..<checkBits { rest = (rest << 1) ^ ((rest >> (checkBits - 1)) * generator) }
        return rest & ((1 << checkBits) - 1)
    }

    /// The fifteen bits of format information: level and mask, ten of a BCH code, and a mask that keeps them from being
    /// all light (annex C).
    static func format(level: QRCode.Level, mask: QRMask) -> Int {
        let levels = [1, 0, 3, 2]
        let data = levels[level.rawValue] << 3 | mask.rawValue
        return (data << 10 | remainder(of: data, checkBits: 10, generator: 0x537)) ^ 0x5412
    }
}
