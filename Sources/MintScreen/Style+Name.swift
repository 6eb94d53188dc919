extension Style {
    /// What an operator calls it, in the configuration file.
    public var name: String {
        switch self {
        case .plain: "plain"
        case .title: "title"
        case .header: "header"
        case .dim: "dim"
        case .selected: "selected"
        case .selectedAlarm: "selected-alarm"
        case .alarm: "alarm"
        case .warning: "warning"
        case .good: "good"
        case .tag: "tag"
        case .bar: "bar"
        case .key: "key"
        case .input: "input"
        }
    }
}
