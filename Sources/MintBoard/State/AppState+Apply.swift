import MintCore
import MintScreen

extension AppState {
    /// The only way state changes; same state and message, same result.
    mutating func apply(_ message: Message) -> [Effect] {
        guard ending == nil else { return [] }
        let effects = take(message)
        return ending == nil ? effects : effects + rememberList()
    }

    private mutating func take(_ message: Message) -> [Effect] {
        switch message {
        case .key(let key) where blanking.curtain != nil: return pressAtCurtain(key)
        case .key(let key):
            blanking.lastKeyAt = now
            return press(key)
        case .resized(let size): resize(to: size)
        case .tick(let now): return tick(now)
        case .signal(let signal): ending = .signal(signal)
        case .cancelled: ending = .cancelled
        case .loaded(let attempt, let catalog): return loaded(attempt, catalog)
        case .glanced(let attempt, let catalog): glanced(attempt, catalog)
        case .unchanged(let attempt): return endLoading(attempt)
        case .loadFailed(let attempt, let failure): return loadFailed(attempt, failure)
        case .stores(let stores): self.stores = stores
        case .door(let attempt, let door): return foundDoor(attempt, door)
        case .storeOpened(let attempt, let failure): return storeOpened(attempt, failure)
        case .typed(let count): typed(count)
        case .seal(let isSealed): foundSeal(isSealed)
        case .unsealed(let attempt, let failure): return unsealed(attempt, failure)
        case .login(let message): return hear(message)
        case .rotation(let message): return hear(message)
        case .renewed(let attempt, let record): return renewed(attempt, record)
        case .renewalFailed(let id, let attempt, let failure): return renewalFailed(id, attempt, failure)
        case .palette(let message): return apply(message)
        case .copy(let message): return apply(message)
        case .climbed(let attempt, let rung): climbed(attempt, rung)
        case .probeEnded(let attempt, let failure): return probeEnded(attempt, failure)
        case .inspect(let attempt, let answer): return answered(attempt, answer)
        case .batch(let answer): return answered(answer)
        case .memory(let memory): recall(memory)
        case .act(let action, let id): return act(action, on: id)
        }
        return []
    }

    private mutating func resize(to size: Size) {
        self.size = size
        keepSelectionInView()
    }

    private mutating func tick(_ moment: Timestamp) -> [Effect] {
        let wentBack = moment < now
        now = moment
        if let until = notice?.until, until <= now { notice = nil }
        if pausedAt == nil, wentBack || list.order.nextChange.map({ $0 <= now }) ?? false || filterIsTimely {
            reorder()
        }
        var effects = renewDue()
        if wentBack || loading.nextAt.map({ $0 <= now }) ?? false { effects += load() }
        if wentBack || nextStoreLook.map({ $0 <= now }) ?? false { effects += lookAtStores() }
        return effects + rememberList() + clearClipboardIfDue() + blankIfIdle()
    }

    private var filterIsTimely: Bool { list.filter?.dependsOnTime ?? false }

    /// Only the stores that profiles are in, once these are known: the first frame waits for no keyring.
    mutating func lookAtStores() -> [Effect] {
        nextStoreLook = now + 30
        return [.lookAtStores(catalog.stores)]
    }
}
