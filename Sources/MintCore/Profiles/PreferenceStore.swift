/// Small texts that outlive a run: how the list was left. Never a secret. What cannot be kept or read is as if it were not
/// there: nothing here throws.
public protocol PreferenceStore: Sendable {
    /// - Parameter name: Letters and hyphens.
    func preference(named name: String) async -> String?
    func keep(_ text: String, named name: String) async
}
