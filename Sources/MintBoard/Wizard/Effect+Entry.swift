extension Effect {
    /// Whether what was typed as a secret goes along with it.
    var takesEntry: Bool {
        switch self {
        case .openStore(_, _, .typed), .unseal, .login(.hold), .rotation(.hold): true
        default: false
        }
    }
}
