/// A QR code (ISO/IEC 18004, model 2) of a text in byte mode: the smallest version that holds it, under its best mask.
public struct QRCode: Equatable, Sendable {
    /// How much of the code may be unreadable: about 7, 15, 25 or 30 %.
    public enum Level: Int, CaseIterable, Sendable {
        case low, medium, quartile, high
    }

    public let level: Level
    /// 1 to 40.
    public let version: Int
    /// Which of the eight patterns is laid over the data.
    public let mask: Int
    /// Modules in each row and column, without the quiet zone: 21 to 177.
    public let size: Int
    private let modules: [Bool]

    /// Text other than ASCII is announced as UTF-8 (ECI 26); plain ASCII needs no announcement.
    ///
    /// - Returns: `nil` where the text is longer than any code of this level: 2953, 2331, 1663 or 1273 bytes.
    public init?(_ text: String, level: Level = .medium) {
        let payload = QRPayload(text)
        guard let version = QRVersion.smallest(for: payload, level: level) else { return nil }
        var matrix = QRMatrix(version: version)
        let layout = QRBlockLayout(version: version, level: level)
        matrix.place(layout.interleaved(payload.codewords(version: version, count: layout.dataCodewords)))
        let mask = matrix.bestMask(level: level)
        matrix.apply(mask)
        matrix.drawFormat(level: level, mask: mask)
        self.level = level
        self.version = version.number
        self.mask = mask.rawValue
        size = matrix.size
        modules = matrix.modules
    }

    /// Whether a module is dark; what lies outside, the quiet zone, is light.
    ///
    /// - Parameters:
    ///   - x: The column, from the left.
    ///   - y: The row, from the top.
    public subscript(x: Int, y: Int) -> Bool {
        guard (0..<size).contains(x), (0..<size).contains(y) else { return false }
        return modules[y * size + x]
    }
}
