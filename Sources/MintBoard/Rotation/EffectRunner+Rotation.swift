import MintCore

extension EffectRunner {
    func perform(_ effect: RotationEffect, _ typed: Secret?) {
        let rotation = services.rotation
        switch effect {
        case .hold(let field):
            let secret = typed ?? Secret("")
            // In order: what begins next wants what was typed before it.
            inOrder { await rotation.hold(field, secret) }
        case .begin(let wish, let id, let attempt):
            startInOrder(attempt) {
                await Self.answer(attempt, id, rotation) { .begun(attempt, try await rotation.begin(wish, id)) }
            }
        case .readKeys(let id, let attempt):
            start(attempt) {
                await Self.answer(attempt, id, rotation) { .keys(attempt, try await rotation.publicKeys(id)) }
            }
        case .saveFile(let text, let path, let attempt):
            start(attempt) {
                await Self.answer(attempt, nil, rotation) {
                    try await rotation.saveFile(text, path)
                    return .saved(attempt)
                }
            }
        case .carryOut(let act, let id, let attempt):
            start(attempt) { [inbox] in
                await Self.answer(attempt, id, rotation) {
                    .done(attempt, try await rotation.carryOut(act, id) { inbox.send(.rotation(.news(attempt, $0))) })
                }
            }
        case .leave(let id):
            inOrder { [inbox] in
                await rotation.forget()
                inbox.send(.rotation(.left(id)))
            }
        }
    }

    // Away from this actor, which must stay free to cancel.

    @concurrent private static func answer(
        _ attempt: Attempt, _ id: ProfileID?, _ rotation: RotationServices,
        _ work: @Sendable () async throws -> RotationMessage
    ) async -> Message {
        do { return .rotation(try await work()) } catch {
            var record: ProfileRecord?
            if let id { record = try? await rotation.record(id) }
            let reason = error as? RotationError ?? (error as? RotationFailure)?.reason
            let setback = RotationSetback(Failure(error), error: reason, record: record)
            return .rotation(.failed(attempt, setback))
        }
    }
}
