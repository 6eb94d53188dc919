import MintCore

extension AppState {
    /// Whether letters go to a line that is being typed, on the screen that is on top.
    var takesText: Bool {
        switch screens.last {
        case .store(let dialog): dialog.wantsPassword
        case .inspect(let inspect):
            inspect.tab == .server && inspect.question == nil
                && inspect.form.map { $0.isEditing && !$0.fields.isEmpty } ?? false
        case .batch: batch?.takesText ?? false
        case .wizard: true
        case .probe, .messages, .command, .copy, nil: false
        }
    }

    /// What waits for a yes; anything else is a no.
    var question: String? {
        switch screens.last {
        case .inspect(let inspect):
            switch inspect.question {
            case .acceptDrift: return "Take what is published now as right?"
            case .call(let call):
                let tool = call.tool.plainLine(limit: 40)
                return inspect.form?.tool.isDestructive == true
                    ? "\(tool) may destroy something. Call it?" : "\(tool) may change something. Call it?"
            case nil: return nil
            }
        case .batch:
            guard case .askingToOverwrite(let path)? = batch?.stage else { return nil }
            return "Replace it? \(path.plainLine(limit: 200)) is there already."
        case .probe, .store, .messages, .wizard, .command, .copy, nil: return nil
        }
    }
}
