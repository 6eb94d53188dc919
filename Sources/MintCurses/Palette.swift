import CNcurses
import MintScreen

/// How each role looks: the one table of colours and attributes. Without colours, attributes alone tell roles apart.
@MainActor struct Palette {
    private var attributes: [Style: UInt32] = [:]

    /// - Parameters:
    ///   - wantsColour: False honours `NO_COLOR`.
    ///   - looks: An operator's own, in place of ours.
    init(wantsColour: Bool, looks: [Style: Look] = [:]) {
        let colors = wantsColour && has_colors() && start_color() == OK ? mint_curses_colors() : 0
        let hasColour = colors >= 8
        if hasColour { use_default_colors() }
        for (index, style) in Style.allCases.enumerated() {
            let own = looks[style]
            let look = own ?? style.look
            guard hasColour else {
                // A look of colours alone says nothing here: then ours does.
                let shown = own.flatMap { $0.attributes.isEmpty ? nil : $0.attributes }
                attributes[style] = Self.bits(shown ?? style.monochrome)
                continue
            }
            attributes[style] = Self.bits(look.attributes) | Self.pair(Int32(index + 1), look, colors: colors)
        }
    }

    subscript(style: Style) -> UInt32 { attributes[style] ?? 0 }

    /// Where there are only eight colours, a bright one is the same in bold.
    private static func pair(_ number: Int32, _ look: Look, colors: Int32) -> UInt32 {
        guard look.color != nil || look.background != nil else { return 0 }
        let foreground = look.color?.number ?? -1, background = look.background?.number ?? -1
        let isBold = colors < 16 && foreground >= 8
        init_pair(
            Int16(number), Int16(colors < 16 && foreground >= 8 ? foreground - 8 : foreground),
            Int16(colors < 16 && background >= 8 ? background - 8 : background))
        return mint_curses_pair(number) | (isBold ? mint_curses_bold() : 0)
    }

    private static func bits(_ attributes: Set<Look.Attribute>) -> UInt32 {
        attributes.reduce(0) { bits, attribute in
            switch attribute {
            case .bold: bits | mint_curses_bold()
            case .dim: bits | mint_curses_dim()
            case .underline: bits | mint_curses_underline()
            case .reverse: bits | mint_curses_reverse()
            }
        }
    }
}

extension Look.Color {
    /// As ncurses counts: COLOR_BLACK is 0, COLOR_WHITE 7.
    fileprivate var number: Int32 { Int32(Self.allCases.firstIndex(of: self) ?? 7) }
}
