import CNcurses
import MintScreen

/// How each role looks: the one table of colours and attributes. Without colours, attributes alone tell roles apart.
@MainActor struct Palette {
    private var attributes: [Style: UInt32] = [:]

    /// - Parameter wantsColour: False honours `NO_COLOR`.
    init(wantsColour: Bool) {
        let hasColour = wantsColour && has_colors() && start_color() == OK && mint_curses_colors() >= 8
        if hasColour { use_default_colors() }
        for (index, style) in Style.allCases.enumerated() {
            let look = Self.look(of: style)
            guard hasColour, let colour = look.colour else {
                attributes[style] = hasColour ? look.attributes : look.monochrome
                continue
            }
            let pair = Int32(index + 1)
            init_pair(Int16(pair), Int16(colour), -1)
            attributes[style] = look.attributes | mint_curses_pair(pair)
        }
    }

    subscript(style: Style) -> UInt32 { attributes[style] ?? 0 }

    private struct Look {
        /// One of the eight colours every colour terminal has.
        var colour: Int32?
        /// Beside a colour.
        var attributes: UInt32 = 0
        /// Without colours.
        var monochrome: UInt32 = 0
    }

    private static func look(of style: Style) -> Look {
        let (bold, dim) = (mint_curses_bold(), mint_curses_dim())
        let (underline, reverse) = (mint_curses_underline(), mint_curses_reverse())
        return switch style {
        case .plain: Look()
        case .title: Look(attributes: bold, monochrome: bold)
        case .header: Look(attributes: underline, monochrome: underline)
        case .dim: Look(attributes: dim, monochrome: dim)
        case .selected: Look(attributes: reverse, monochrome: reverse)
        case .selectedAlarm: Look(colour: COLOR_RED, attributes: reverse | bold, monochrome: reverse | bold)
        case .alarm: Look(colour: COLOR_RED, attributes: bold, monochrome: bold)
        case .warning: Look(colour: COLOR_YELLOW, monochrome: bold)
        case .good: Look(colour: COLOR_GREEN)
        case .tag: Look(colour: COLOR_CYAN)
        case .bar: Look(colour: COLOR_GREEN)
        case .key: Look(attributes: bold, monochrome: bold)
        case .input: Look(attributes: underline, monochrome: underline)
        }
    }
}
