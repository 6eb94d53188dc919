import MintCore
import MintScreen

extension AppState {
    /// The keys of the screen of a batch.
    func batchBindings(_ batch: BatchState) -> [Binding] {
        let back = Binding([.escape, .character("q")], "Esc", "back", title: "back to the list", .batch(.leave))
        switch batch.stage {
        case .asking:
            let words: (brief: String, title: String) =
                switch batch.kind {
                case .renew: ("renew all", "renew all of them")
                case .probe: ("probe all", "probe all of them")
                case .export: ("write", "write the file")
                case .remove: ("remove", "remove what was typed out")
                }
            let leave =
                batch.takesText
                ? Binding([.escape], "Esc", "leave", title: "back; nothing is done", .batch(.leave)) : back
            return [Binding([.enter], "Enter", words.brief, title: words.title, .batch(.submit)), leave]
        case .askingToOverwrite:
            return [
                Binding([.character("y")], "y", "replace it", title: "replace the file", .batch(.overwrite)),
                Binding(
                    [.escape, .enter, .character("n"), .character("q")], "Esc", "no", title: "no; another path",
                    .batch(.keepFile)),
            ]
        case .running:
            let words = batch.isStopping ? nil : "stop"
            return [
                Binding(
                    [.escape, .character("q")], "Esc", words, title: "begin no more of them", .batch(.leave),
                    refusal: batch.isStopping ? "what began is being brought to its end" : nil)
            ]
        case .ended: return [back]
        }
    }
}
