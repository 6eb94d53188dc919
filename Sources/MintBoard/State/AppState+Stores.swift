import MintCore

extension AppState {
    /// Whether keys of text are for the password line, and not for the state.
    var takesPassword: Bool {
        if let curtain = blanking.curtain { return ending == nil && curtain.wantsPassphrase }
        return ending == nil && help == nil && palette.line == nil && palette.question == nil && asksPassword
    }

    /// Whether the screen on top asks for a password.
    var asksPassword: Bool {
        guard case .store(let dialog) = screens.last else { return wizardTakesSecret }
        return dialog.wantsPassword
    }

    /// Why there is nothing to be done about a store; `nil` where there is.
    var storeRefusal: String? {
        if firstTroubledStore != nil { return nil }
        return usedStores.isEmpty ? "no profile has a store yet" : "every store in use is ready"
    }

    mutating func openStoreDialog() -> [Effect] {
        guard let (name, _) = firstTroubledStore else { return [] }
        return openDialog(of: name)
    }

    mutating func openDialog(of store: StoreName) -> [Effect] {
        notice = nil
        screens.append(.store(StoreDialog(store: store, since: now)))
        return lookAtDoor()
    }

    /// Asks anew what state the store is in.
    mutating func lookAtDoor() -> [Effect] {
        let attempt = nextAttempt()
        var effects: [Effect] = [.dropEntry]
        change { dialog, now in
            if let former = dialog.attempt { effects.append(.cancel(former)) }
            dialog = StoreDialog(store: dialog.store, work: .looking, attempt: attempt, since: now)
            effects.append(.lookAtDoor(dialog.store, attempt))
        }
        return effects
    }

    mutating func foundDoor(_ attempt: Attempt, _ door: StoreDoor) -> [Effect] {
        var isReady = false
        change(attempt) { dialog, _ in
            (dialog.attempt, dialog.work, dialog.door) = (nil, nil, door)
            isReady = door.state == .ready
        }
        return isReady ? closeReadyDialog("is ready") : []
    }

    /// Enter: the next step of what the store offers.
    mutating func submitPassword() -> [Effect] {
        guard case .store(let dialog) = screens.last, dialog.work == nil, let door = dialog.door else { return [] }
        switch door.opening {
        case .none, .elsewhere: return lookAtDoor()
        case .prompt: return openStore(.window)
        case .unlock: return openStore(.typed)
        case .create where dialog.typed == 0:
            fail("An empty password would leave the secrets in the open")
            return []
        case .create where dialog.isRepeating: return openStore(.typedTwice)
        case .create:
            change { dialog, _ in (dialog.isRepeating, dialog.typed, dialog.failure) = (true, 0, nil) }
            return [.keepEntry]
        }
    }

    private mutating func openStore(_ source: PasswordSource) -> [Effect] {
        let attempt = nextAttempt()
        var effects: [Effect] = []
        change { dialog, now in
            (dialog.work, dialog.attempt, dialog.since, dialog.failure) = (.opening, attempt, now, nil)
            effects = [.openStore(dialog.store, attempt, source)]
        }
        return effects
    }

    /// - Parameter failure: `nil` when the store is ready now.
    mutating func storeOpened(_ attempt: Attempt, _ failure: Failure?) -> [Effect] {
        guard case .store(let dialog) = screens.last, dialog.attempt == attempt else { return [] }
        guard let failure else { return closeReadyDialog("is unlocked") }
        change { dialog, _ in
            (dialog.work, dialog.attempt, dialog.typed, dialog.isRepeating) = (nil, nil, 0, false)
            dialog.failure = failure
        }
        return []
    }

    private mutating func closeReadyDialog(_ words: String) -> [Effect] {
        guard case .store(let dialog) = screens.last else { return [] }
        screens.removeLast()
        notice = .good("the \(dialog.store.words) \(words)", at: now)
        return [.dropEntry] + lookAtStores() + (wizard == nil ? [] : [.login(.lookAtStores)])
    }

    /// Esc: gives up what is under way, else leaves the dialog; what was typed is wiped in either case.
    mutating func leaveStoreDialog() -> [Effect] {
        guard case .store(let dialog) = screens.last else { return [] }
        guard dialog.work == .opening, let attempt = dialog.attempt else {
            screens.removeLast()
            return [.dropEntry] + (dialog.attempt.map { [.cancel($0)] } ?? [])
        }
        change { dialog, _ in
            (dialog.work, dialog.attempt, dialog.typed, dialog.isRepeating) = (nil, nil, 0, false)
        }
        return [.cancel(attempt), .dropEntry]
    }

    /// What was typed so far is wiped: the dialog begins anew.
    mutating func forgetTyped() {
        if var wizard {
            wizard.form.forgetTyped()
            self.wizard = wizard
        }
        change { dialog, _ in
            guard dialog.work == nil else { return }
            (dialog.typed, dialog.isRepeating) = (0, false)
        }
    }

    mutating func typed(_ count: Int) {
        if blanking.curtain != nil {
            blanking.curtain?.typed = count
            blanking.curtain?.failure = nil
            return
        }
        blanking.lastKeyAt = now
        if var wizard {
            wizard.form.typed(count)
            self.wizard = wizard
        }
        change { dialog, _ in (dialog.typed, dialog.failure) = (count, nil) }
    }

    private mutating func fail(_ words: String) {
        change { dialog, _ in dialog.failure = Failure(headline: words, exitStatus: .store) }
    }

    private mutating func change(_ attempt: Attempt? = nil, _ change: (inout StoreDialog, Timestamp) -> Void) {
        guard case .store(var dialog) = screens.last, attempt == nil || dialog.attempt == attempt else { return }
        change(&dialog, now)
        screens[screens.count - 1] = .store(dialog)
    }
}
