import MintCore

extension JSONOutput {
    static func event(_ event: AuditEvent) -> JSONValue {
        let failure = event.failure.map { failure -> JSONValue in
            ["code": .string(failure.code), "headline": .string(failure.headline), "hint": text(failure.hint)]
        }
        return object([
            "number": .int(Int64(event.number)), "at": time(event.at), "action": .string(event.action.rawValue),
            "profile": text(event.profileName), "profile_id": text(event.profile?.rawValue),
            "user": .string(event.actor.user), "terminal": text(event.actor.terminal),
            "client": text(event.actor.client), "parent": text(event.actor.parent), "ok": .bool(event.failure == nil),
            "error": failure ?? .null, "detail": text(event.detail),
        ])
    }
}
