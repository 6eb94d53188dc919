import MintCore
import MintScreen

/// Hands bytes to the terminal's clipboard.
typealias Copier = @MainActor @Sendable (Secret, _ isSecret: Bool) -> ClipboardRefusal?

extension EffectRunner {
    // Away from the actor, as all work.

    @concurrent static func learn(_ services: PaletteServices) async -> PaletteMessage {
        async let history = services.history()
        return .learned(await services.vocabulary(), history: await history)
    }

    @concurrent static func remember(_ line: String, _ services: PaletteServices) async {
        await services.remember(line)
    }

    @concurrent static func run(
        _ words: [String], _ attempt: Attempt, _ services: PaletteServices, _ inbox: Inbox
    ) async -> Message {
        let code = await services.run(words) { inbox.send(.palette(.said(attempt, $0))) }
        return .palette(.ended(attempt, code))
    }

    /// The bytes go from the store to the terminal; the state hears that they went.
    @concurrent static func copy(
        _ item: CopyItem, _ id: ProfileID, _ name: String, _ attempt: Attempt, _ services: CopyServices,
        _ copier: Copier
    ) async -> CopyMessage {
        do {
            let isSecret = item == .token
            let bytes = isSecret ? try await services.accessToken(id) : Secret(try await services.publicJWK(id))
            // Whoever pressed Esc meanwhile does not want it.
            try Task.checkCancellation()
            return .sent(item.words, of: name, isSecret: isSecret, attempt, await copier(bytes, isSecret))
        } catch {
            return .failed(attempt, Failure(error))
        }
    }
}
