import MintCore

extension AppState {
    /// What a dialogue by lines asks for: as if the key for it were pressed where this profile is selected.
    mutating func act(_ action: Action, on id: ProfileID?) -> [Effect] {
        blanking.lastKeyAt = now
        notice = nil
        if let id {
            list.selection = id
            reorder()
        }
        guard let binding = bindings.first(where: { $0.action == action }) else { return [] }
        return perform(binding)
    }
}
