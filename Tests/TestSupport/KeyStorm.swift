/// Keys as a terminal sends them, from a seed.
public struct KeyStorm {
    private var generator: SplitMix

    public init(seed: UInt64) { generator = SplitMix(seed: seed) }

    private static let named = [
        "\r", "\r", "\u{1B}", "\u{1B}", "\t", "\u{1B}[Z", "\u{7F}", "\u{1B}[A", "\u{1B}[B", "\u{1B}[C", "\u{1B}[D",
        "\u{1B}OA",
        "\u{1B}OB", "\u{1B}[H", "\u{1B}[F", "\u{1B}[5~", "\u{1B}[6~", "\u{1B}[3~", "\u{1B}[2~", "\u{1B}OP",
        "\u{1B}[15~", "\u{1B}[1;5D",
        "\u{1B}[1;2A", "\u{1B}[99;99~", "\u{1B}[<0;5;5M", "\u{1B}Oz", "\u{1B}]11;rgb:0/0/0\u{7}",
        "\u{1B}P1$r0m\u{1B}\\",
        "\u{1B}[200~two\nlines 支\u{1B}[201~", "\u{1B}[200~q\u{1B}[201~", "\u{C}", "\u{12}", "\u{1}", "\u{5}", "\u{15}",
        "\u{17}", "\u{0}",
        "é", "支", "👩‍💻", "\u{301}", "\u{FF}",
    ]
    /// What the board's screens are reached by.
    private static let opening = Array(":/?ypRrnUZI<>jkgG:ny")

    public mutating func next() -> String {
        switch Int.random(in: 0..<400, using: &generator) {
        case 0: "q"
        case 1: "\u{3}"
        case 2: "\u{1A}"
        case 3..<200: Self.named.randomElement(using: &generator) ?? ""
        case 200..<300: String(Self.opening.randomElement(using: &generator) ?? " ")
        default: String(UnicodeScalar(UInt8.random(in: 0x20...0x7E, using: &generator)))
        }
    }

    public mutating func size() -> (columns: Int, rows: Int) {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: (Int.random(in: 1...8, using: &generator), Int.random(in: 1...4, using: &generator))
        case 1: (Int.random(in: 200...400, using: &generator), Int.random(in: 50...120, using: &generator))
        default: (Int.random(in: 1...180, using: &generator), Int.random(in: 1...60, using: &generator))
        }
    }

    public mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
}
