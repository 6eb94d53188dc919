import MintCore

extension EffectRunner {
    func perform(_ effect: LoginEffect, _ typed: Secret?) {
        let login = services.login
        switch effect {
        case .discover(let wish, let attempt):
            start(attempt) { [inbox] in
                await Self.answer(attempt) {
                    .discovered(attempt, try await login.discover(wish) { inbox.send(.login(.hop(attempt, $0))) })
                }
            }
        case .hold(let field):
            let secret = typed ?? Secret("")
            // In order: what is read next wants what was typed before it.
            inOrder { await login.hold(field, secret) }
        case .readCredential(let wish, let attempt):
            startInOrder(attempt) {
                await Self.answer(attempt) { .credential(attempt, try await login.readCredential(wish)) }
            }
        case .makeKey(let algorithm, let attempt):
            start(attempt) { await Self.answer(attempt) { .credential(attempt, try await login.makeKey(algorithm)) } }
        case .saveFile(let text, let path, let attempt):
            start(attempt) {
                await Self.answer(attempt) {
                    try await login.saveFile(text, path)
                    return .saved(attempt)
                }
            }
        case .tryOut(let wish, let attempt):
            startInOrder(attempt) { [inbox] in
                await Self.answer(attempt) {
                    .tried(attempt, try await login.tryOut(wish) { inbox.send(.login(.news(attempt, $0))) })
                }
            }
        case .keep(let naming, let attempt):
            start(attempt) { await Self.answer(attempt) { .kept(attempt, try await login.keep(naming)) } }
        case .change(let id, let naming, let attempt):
            start(attempt) { await Self.answer(attempt) { .kept(attempt, try await login.change(id, naming)) } }
        case .discard: inOrder { [inbox] in inbox.send(.login(.discarded(await login.discard()))) }
        case .lookAtStores:
            background { [inbox] in inbox.send(.login(.stores(await login.storeStates()))) }
        }
    }

    // Away from this actor, which must stay free to cancel.

    @concurrent private static func answer(
        _ attempt: Attempt, _ work: @Sendable () async throws -> LoginMessage
    ) async -> Message {
        do { return .login(try await work()) } catch { return .login(.failed(attempt, Failure(error))) }
    }
}
