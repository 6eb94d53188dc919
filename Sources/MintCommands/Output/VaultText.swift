import MintCore

/// A vault's state for a person.
struct VaultText {
    let status: VaultStatus

    init(_ status: VaultStatus) { self.status = status }

    var lines: [String] {
        var lines = [
            row("vault", status.folder.plainLine()), row("state", stateWords), row("key", key),
            row("credential", credential),
        ]
        if let ids = status.keyIDs {
            lines.append(row("data keys", ids.map { $0.plainLine(limit: 60) }.joined(separator: ", old: ")))
        }
        lines.append(row("files", files))
        lines += status.filesUnderUnknownKeys.map { row("unknown key", $0.plainLine()) }
        lines += status.damagedFiles.map { row("damaged", $0.plainLine()) }
        if status.leftovers > 0 { lines.append(row("leftovers", "\(status.leftovers), removed by the next write")) }
        if isKeyLost {
            lines += [
                "  Restore that file from a backup. Without one nobody opens the sealed files: move \(status.folder.plainLine())",
                "  aside, and log the profiles in again.",
            ]
        } else if status.state == .locked {
            lines.append("  For jobs and services: a systemd credential, or mintmark vault change-passphrase --remove")
        } else if status.state != .ready {
            for line in status.state.wayForward(in: .vault).split(separator: "\n") { lines.append("  \(line)") }
        } else if let old = status.filesUnderOldKeys, old > 0 {
            lines.append("  Seal them under the current key: mintmark vault rotate-key")
        } else if (status.keyIDs?.count ?? 1) > 1 {
            lines.append("  When no other vault or service needs an old key: mintmark vault rotate-key --forget-old")
        }
        if !status.filesUnderUnknownKeys.isEmpty {
            lines.append("  Restore the key file that was kept with them, or log their profiles in again.")
        }
        if !status.damagedFiles.isEmpty {
            lines.append("  What is damaged: restore it from a backup, or log its profile in again. All else works.")
        }
        return lines
    }

    /// Files are there that were sealed under it.
    private var isKeyLost: Bool { status.source == nil && status.files > 0 }

    /// Where the key is, and what seals it.
    var key: String {
        guard let source = status.source else {
            if isKeyLost { return "GONE: \(status.keyFile.path.plainLine()), which the sealed files need" }
            return "none yet; the first secret or `mintmark vault init` makes \(status.keyFile.path.plainLine())"
        }
        let place = (source == status.credential ? "systemd credential " : "key file ") + source.path.plainLine()
        return switch source.content {
        case .missing, .plain: "\(place), without a passphrase"
        case .passphrase(let rounds): "\(place), sealed by a passphrase (PBES2-HS512+A256KW, \(rounds) rounds)"
        case .unusable(let trouble): trouble
        }
    }

    private var stateWords: String {
        switch status.state {
        case .ready: "ready"
        case .locked: "locked: opened by its passphrase, which a command asks for when it needs it"
        default: "\(status.state.word): \(status.state.sentence)"
        }
    }

    private var credential: String {
        guard let credential = status.credential else { return "none: $CREDENTIALS_DIRECTORY is not set" }
        guard credential.content == .missing else { return "in use: it goes before the key file" }
        return "none: there is no \(credential.path.plainLine())"
    }

    private var files: String {
        var parts = ["\(status.files)"]
        if let old = status.filesUnderOldKeys, old > 0 { parts.append("\(old) under an old key") }
        if !status.damagedFiles.isEmpty { parts.append("\(status.damagedFiles.count) damaged") }
        if !status.filesUnderUnknownKeys.isEmpty {
            parts.append("\(status.filesUnderUnknownKeys.count) under a key that is not here")
        }
        if status.files > 0, !status.filesWereOpened { parts.append("not opened") }
        return parts.joined(separator: ", ")
    }

    private func row(_ name: String, _ value: String) -> String {
        name + String(repeating: " ", count: max(13 - name.count, 1)) + value
    }
}
