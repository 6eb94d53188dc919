import MintCore
import MintScreen

extension AppState {
    /// The profile's panes, where they are on top.
    var inspect: InspectState? {
        if case .inspect(let inspect) = screens.last { inspect } else { nil }
    }

    mutating func openInspect() -> [Effect] {
        guard let id = list.selection else { return [] }
        notice = nil
        screens.append(.inspect(InspectState(id)))
        return []
    }

    mutating func perform(_ action: InspectAction) -> [Effect] {
        switch action {
        case .open(let tab): return open(tab)
        case .step(let step): return open(inspect?.tab.moved(by: step) ?? .token)
        case .readToken: return ask(.reading) { $0.reading.begin($1, at: $2) }
        case .discover: return ask(.discovery(isAnew: true)) { $0.discovery.begin($1, at: $2) }
        case .askTools: return ask(.tools) { $0.tools.begin($1, at: $2) }
        case .acceptDrift:
            changeInspect { inspect, _ in inspect.question = .acceptDrift }
            return []
        case .openForm:
            changeInspect { inspect, _ in inspect.form = inspect.selectedTool.map { ToolForm($0) } }
            return []
        case .field(let step):
            changeInspect { inspect, _ in inspect.form?.move(by: step) }
            return []
        case .call: return callTool()
        case .yes: return agree()
        case .no:
            changeInspect { inspect, _ in inspect.question = nil }
            return []
        case .edit:
            changeInspect { inspect, _ in inspect.form?.edit() }
            return []
        case .closeForm:
            changeInspect { inspect, _ in inspect.form = nil }
            return []
        case .giveUp:
            return changeInspect { inspect, _ in inspect.cancelShown() }?.map { .cancel($0) } ?? []
        }
    }

    /// What the database knows is read each time that a pane is opened; what costs a request or needs a store waits for a
    /// key.
    private mutating func open(_ tab: InspectTab) -> [Effect] {
        changeInspect { inspect, _ in
            inspect.tab = tab
            inspect.question = nil
        }
        notice = nil
        switch tab {
        case .credential: return ask(.leftovers) { $0.leftovers.begin($1, at: $2) }
        case .history: return ask(.history) { $0.history.begin($1, at: $2) }
        case .discovery:
            guard inspect?.discovery.isWaiting != true else { return [] }
            return ask(.discovery(isAnew: false)) { $0.discovery.begin($1, at: $2) }
        case .token, .server, .use: return []
        }
    }

    private mutating func ask(
        _ kind: InspectErrand.Kind, _ begin: (inout InspectState, Attempt, Timestamp) -> Void
    ) -> [Effect] {
        guard let id = inspect?.profile else { return [] }
        let attempt = nextAttempt()
        changeInspect { inspect, now in begin(&inspect, attempt, now) }
        return [.inspect(InspectErrand(kind: kind, profile: id, attempt: attempt))]
    }

    // MARK: Questions and calls

    private mutating func callTool() -> [Effect] {
        guard let call = changeInspect({ inspect, _ in inspect.form?.toolCall() }) ?? nil else { return [] }
        guard inspect?.form?.tool.isReadOnly == true else {
            changeInspect { inspect, _ in inspect.question = .call(call) }
            return []
        }
        return ask(.call(call)) { $0.form?.call.begin($1, at: $2) }
    }

    private mutating func agree() -> [Effect] {
        guard let question = inspect?.question else { return [] }
        changeInspect { inspect, _ in inspect.question = nil }
        switch question {
        case .acceptDrift: return ask(.acceptDrift) { $0.discovery.begin($1, at: $2) }
        case .call(let call): return ask(.call(call)) { $0.form?.call.begin($1, at: $2) }
        }
    }

    // MARK: Answers

    /// An answer to what was given up, or to a screen that was left, is dropped.
    mutating func answered(_ attempt: Attempt, _ answer: InspectAnswer) -> [Effect] {
        guard
            let index = screens.lastIndex(where: { if case .inspect = $0 { true } else { false } }),
            case .inspect(var inspect) = screens[index]
        else { return [] }
        let isCurrent = inspect.take(attempt, answer, at: now)
        guard isCurrent else { return [] }
        screens[index] = .inspect(inspect)
        let name = catalog[inspect.profile]?.profile.name
        if let failure = answer.failure { messages.note(failure, of: name, at: now) }
        switch answer {
        case .accepted(.success): notice = .good("what is published now is taken as right", at: now)
        // Either may have noted a contact, or have got a token.
        case .tools, .called: return reload()
        default: break
        }
        return []
    }

    /// Typing goes to the field of a form.
    ///
    /// - Returns: `nil` for a key that is not text.
    mutating func typeIntoForm(_ key: Key) -> [Effect]? {
        guard let form = inspect?.form, form.isEditing, inspect?.question == nil,
            form.fields.indices.contains(form.focus)
        else { return nil }
        let took = changeInspect { inspect, _ in inspect.form?.fields[form.focus].apply(key) ?? false }
        if took == true { return [] }
        // A letter that means nothing in a field means nothing else either.
        if case .character = key { return [] }
        return nil
    }

    mutating func scrollInspect(by lines: Int) {
        let rows = InspectScreen.rows(Layout(size: size))
        let width = size.columns
        let count = inspect.map { InspectScreen.content($0, self, width: width).lines.count } ?? 0
        let limit = max(count - rows, 0)
        changeInspect { inspect, _ in
            if inspect.tab == .server, inspect.form == nil, let tools = inspect.tools.value?.tools, !tools.isEmpty {
                inspect.tool = min(max(inspect.tool + lines, 0), tools.count - 1)
            } else if let top = inspect.form?.top {
                inspect.form?.top = min(max(top + lines, 0), limit)
            } else {
                inspect.top = min(max(min(inspect.top, limit) + lines, 0), limit)
            }
        }
    }

    @discardableResult
    private mutating func changeInspect<R>(_ change: (inout InspectState, Timestamp) -> R) -> R? {
        guard case .inspect(var inspect) = screens.last else { return nil }
        let result = change(&inspect, now)
        screens[screens.count - 1] = .inspect(inspect)
        return result
    }
}

extension InspectState {
    /// - Returns: False for an answer that nobody waits for any more.
    mutating func take(_ attempt: Attempt, _ answer: InspectAnswer, at now: Timestamp) -> Bool {
        switch answer {
        case .reading(let result): return reading.end(attempt, result, at: now)
        case .leftovers(let result): return leftovers.end(attempt, result, at: now)
        case .discovery(let result), .accepted(let result): return discovery.end(attempt, result, at: now)
        case .history(let result): return history.end(attempt, result, at: now)
        case .tools(let result):
            guard tools.end(attempt, result, at: now) else { return false }
            tool = min(tool, max((tools.value?.tools.count ?? 0) - 1, 0))
            return true
        case .called(let result): return form?.call.end(attempt, result, at: now) ?? false
        }
    }
}

extension InspectAnswer {
    var failure: Failure? {
        func failure<T>(_ result: Result<T, Failure>) -> Failure? {
            if case .failure(let failure) = result { failure } else { nil }
        }
        return switch self {
        case .reading(let result): failure(result)
        case .leftovers(let result): failure(result)
        case .discovery(let result), .accepted(let result): failure(result)
        case .history(let result): failure(result)
        case .tools(let result): failure(result)
        case .called(let result): failure(result)
        }
    }
}
