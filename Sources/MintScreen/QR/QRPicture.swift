/// A QR code drawn in text, with the quiet zone that readers need.
public struct QRPicture: Equatable, Sendable {
    public enum Form: Equatable, Sendable {
        /// `▀`, `▄`, `█` and blanks: a module is a column wide and half a row high.
        case halfBlocks
        /// `##` and blanks: a module is two columns wide and a row high.
        case ascii
    }

    /// The colours that the terminal writes in.
    public enum Ground: Equatable, Sendable {
        /// Light signs on a dark ground: what is light in the code is drawn, what is dark is left blank.
        case dark
        /// Dark signs on a light ground.
        case light
    }

    public let form: Form
    public let ground: Ground
    /// Light modules on each side; the standard asks for four.
    public let quietZone: Int
    private let code: QRCode

    public init(_ code: QRCode, form: Form = .halfBlocks, ground: Ground = .dark, quietZone: Int = 4) {
        self.code = code
        self.form = form
        self.ground = ground
        self.quietZone = max(quietZone, 0)
    }

    private var modules: Int { code.size + 2 * quietZone }

    /// The cells that ``lines`` fill.
    public var size: Size {
        switch form {
        case .halfBlocks: Size(columns: modules, rows: (modules + 1) / 2)
        case .ascii: Size(columns: modules * 2, rows: modules)
        }
    }

    public func fits(_ room: Size) -> Bool { size.columns <= room.columns && size.rows <= room.rows }

    /// From the top; all as wide as ``size`` says, trailing blanks included.
    public var lines: [String] {
        switch form {
        case .halfBlocks:
            stride(from: 0, to: modules, by: 2).map { y in
                String((0..<modules).map { x in Self.halves(isInk(x, y), isInk(x, y + 1)) })
            }
        case .ascii:
            (0..<modules).map { y in (0..<modules).map { x in isInk(x, y) ? "##" : "  " }.joined() }
        }
    }

    private static func halves(_ upper: Bool, _ lower: Bool) -> Character {
        switch (upper, lower) {
        case (true, true): "█"
        case (true, false): "▀"
        case (false, true): "▄"
        case (false, false): " "
        }
    }

    /// Below the last row of modules the ground shows: it belongs to no module.
    private func isInk(_ x: Int, _ y: Int) -> Bool {
        guard y < modules else { return false }
        return code[x - quietZone, y - quietZone] == (ground == .light)
    }
}
