import MintCore
import MintScreen

/// Hides the screen when nobody has touched a key for a while.
struct Blanking: Equatable, Sendable {
    /// Seconds without a key; `nil` for never.
    let after: Int?
    var lastKeyAt: Timestamp
    /// Present while the screen is blank.
    var curtain: Curtain?

    init(after: Int?, now: Timestamp) {
        self.after = after
        lastKeyAt = now
    }

    /// What hides everything. Of a passphrase that is being typed it knows the length only (``SecretEntry``).
    struct Curtain: Equatable, Sendable {
        /// Whether only a passphrase takes it away; `nil` until the vault was asked.
        var isSealed: Bool?
        /// Somebody pressed a key: the passphrase is asked for.
        var isAwake = false
        /// Characters typed so far.
        var typed = 0
        /// Names the trial under way.
        var attempt: Attempt?
        var failure: Failure?

        var wantsPassphrase: Bool { isSealed == true && isAwake && attempt == nil }
    }
}

extension AppState {
    /// Whether it is time; a clock that was set back begins anew.
    mutating func blankIfIdle() -> [Effect] {
        guard blanking.curtain == nil, let after = blanking.after else { return [] }
        if now < blanking.lastKeyAt { blanking.lastKeyAt = now }
        guard now - blanking.lastKeyAt >= after else { return [] }
        blanking.curtain = Blanking.Curtain()
        forgetTyped()
        return [.dropEntry, .askSeal(usedStores)]
    }

    mutating func foundSeal(_ isSealed: Bool) { blanking.curtain?.isSealed = isSealed }

    /// No key reaches what is hidden.
    mutating func pressAtCurtain(_ key: Key) -> [Effect] {
        guard var curtain = blanking.curtain else { return [] }
        defer { if blanking.curtain != nil { blanking.curtain = curtain } }
        switch key {
        case .endOfInput: ending = .terminalClosed
        case .ctrl("c"): ending = .quit
        case .ctrl("l"): return [.redraw]
        case .resize: break
        case _ where curtain.isSealed == false:
            blanking.curtain = nil
            blanking.lastKeyAt = now
        case _ where curtain.isSealed == nil: break
        case .escape:
            let former = curtain.attempt
            curtain = Blanking.Curtain(isSealed: true)
            return [.dropEntry] + (former.map { [.cancel($0)] } ?? [])
        case _ where !curtain.isAwake: curtain.isAwake = true
        case .enter where curtain.attempt == nil && curtain.typed > 0:
            let attempt = nextAttempt()
            (curtain.attempt, curtain.failure) = (attempt, nil)
            return [.unseal(attempt)]
        default: break
        }
        return []
    }

    mutating func unsealed(_ attempt: Attempt, _ failure: Failure?) -> [Effect] {
        guard var curtain = blanking.curtain, curtain.attempt == attempt else { return [] }
        guard let failure else {
            blanking.curtain = nil
            blanking.lastKeyAt = now
            return lookAtStores()
        }
        (curtain.attempt, curtain.typed, curtain.failure) = (nil, 0, failure)
        blanking.curtain = curtain
        return []
    }
}
