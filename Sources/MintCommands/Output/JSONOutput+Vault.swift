import MintCore

extension JSONOutput {
    static func vault(_ status: VaultStatus) -> JSONValue {
        object([
            "folder": .string(status.folder), "state": .string(status.state.word),
            "reason": status.state == .ready ? .null : .string(status.state.sentence),
            "key_source": status.source.map { .string($0 == status.credential ? "credential" : "key-file") } ?? .null,
            "credential": status.credential.map(source) ?? .null, "key_file": source(status.keyFile),
            "key_ids": status.keyIDs.map { .array($0.map { .string($0) }) } ?? .null,
            "files": .int(Int64(status.files)), "files_opened": .bool(status.filesWereOpened),
            "files_under_old_keys": status.filesUnderOldKeys.map { .int(Int64($0)) } ?? .null,
            "files_under_unknown_keys": .array(status.filesUnderUnknownKeys.map { .string($0) }),
            "damaged_files": .array(status.damagedFiles.map { .string($0) }),
            "leftovers": .int(Int64(status.leftovers)),
        ])
    }

    static func rotation(_ rotation: VaultRotation) -> JSONValue {
        object([
            "key_id": .string(rotation.keyID), "resealed": .int(Int64(rotation.resealed)),
            "finished": .bool(rotation.isFinished), "old_keys": .int(Int64(rotation.oldKeys)),
            "old_keys_dropped": .int(Int64(rotation.forgotten)),
            "damaged_files": .array(rotation.damaged.map { .string($0) }),
        ])
    }

    private static func source(_ source: VaultStatus.KeySource) -> JSONValue {
        let (form, rounds, trouble): (String, JSONValue, JSONValue) =
            switch source.content {
            case .missing: ("missing", .null, .null)
            case .plain: ("plain", .null, .null)
            case .passphrase(let rounds): ("passphrase", .int(Int64(rounds)), .null)
            case .unusable(let trouble): ("unusable", .null, .string(trouble))
            }
        return ["path": .string(source.path), "form": .string(form), "rounds": rounds, "trouble": trouble]
    }
}
