/// How each role looks where an operator wishes nothing else.
extension Style {
    /// With colours.
    public var look: Look {
        switch self {
        case .plain: Look()
        case .title, .key: Look([.bold])
        case .header, .input: Look([.underline])
        case .dim: Look([.dim])
        case .selected: Look([.reverse])
        case .selectedAlarm: Look(color: .red, [.reverse, .bold])
        case .alarm: Look(color: .red, [.bold])
        case .warning: Look(color: .yellow)
        case .good, .bar: Look(color: .green)
        case .tag: Look(color: .cyan)
        }
    }

    /// Without colours: what wants attention stands out all the same.
    public var monochrome: Set<Look.Attribute> {
        switch self {
        case .warning: [.bold]
        default: look.attributes
        }
    }
}
