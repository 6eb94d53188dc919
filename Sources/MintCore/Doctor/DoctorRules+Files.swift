extension DoctorRules {
    static func database(_ facts: HostFacts) -> [DoctorFinding] {
        let database = facts.database
        if let failure = database.failure {
            return [
                DoctorFinding(.database, "database-failed", .failing, failure.headline, remedy: failure.hint)
            ]
        }
        guard database.isThere else {
            return [DoctorFinding(.database, "database-none", .ok, "no database yet: the first login makes it")]
        }
        var findings: [DoctorFinding] = []
        if !database.damage.isEmpty {
            findings.append(
                DoctorFinding(
                    .database, "database-damaged", .failing,
                    "\(database.path) is damaged: \(database.damage.prefix(3).joined(separator: "; "))",
                    remedy: "Move it away and restore it from a backup; the secrets in the stores are not touched."))
        }
        if database.isReadOnly {
            findings.append(
                DoctorFinding(
                    .database, "database-read-only", .attention, "\(database.path) cannot be written",
                    remedy: "Check its owner and mode and those of its folder, or whether the disk is read-only."))
        }
        if !database.orphanedSessions.isEmpty {
            let names = database.orphanedSessions.prefix(5).map { "@\($0)" }.joined(separator: " ")
            findings.append(
                DoctorFinding(
                    .database, "session-orphaned", .notice,
                    "sessions whose profile is gone: \(names)",
                    remedy: database.orphanedSessions.prefix(5)
                        .map { "mintmark @\($0.shellArgument) close" }.joined(separator: "\n")))
        }
        let count = facts.profiles.count == 1 ? "1 profile" : "\(facts.profiles.count) profiles"
        let size = database.bytes.map { ", \(($0 + 1023) / 1024) KiB" } ?? ""
        let events = database.auditEvents.map { ", \($0) events in the audit trail" } ?? ""
        let version = database.schemaVersion.map { ", schema \($0)" } ?? ""
        findings.append(DoctorFinding(.database, "database", .ok, "\(count)\(events)\(size)\(version)"))
        return findings
    }

    // MARK: - Permissions and disks

    static func files(_ facts: HostFacts) -> [DoctorFinding] {
        let troubles = facts.files.flatMap { judge($0, user: facts.userID) } + facts.disks.flatMap(judge)
        guard troubles.isEmpty else { return troubles }
        let own = facts.files.filter { $0.role == .own }.count
        guard own > 0 else { return [] }
        return [
            DoctorFinding(
                .files, "files-private", .ok,
                "\(own == 1 ? "1 file or folder" : "\(own) files and folders"), all private")
        ]
    }

    private static func judge(_ file: HostFacts.File, user: UInt32) -> [DoctorFinding] {
        let path = file.path.shellArgument
        if let trouble = file.trouble {
            return [
                DoctorFinding(
                    .files, "file-unseen", .attention, "\(file.path) cannot be looked at: \(trouble)",
                    remedy: "ls -ld \(path)")
            ]
        }
        var findings: [DoctorFinding] = []
        let octal = String(file.mode & 0o7777, radix: 8)
        switch file.role {
        case .own:
            if file.owner != user {
                findings.append(
                    DoctorFinding(
                        .files, "file-owner", .attention, "\(file.path) belongs to user \(file.owner), not to you",
                        remedy: "sudo chown \(user) \(path)"))
            }
            if file.kind == .other {
                findings.append(
                    DoctorFinding(
                        .files, "file-kind", .attention, "\(file.path) is neither a file nor a folder",
                        remedy: "ls -l \(path)    and remove it if you do not know it"))
            } else if file.mode & 0o077 != 0 {
                findings.append(
                    DoctorFinding(
                        .files, "file-open", .attention, "others may use \(file.path) (mode \(octal))",
                        remedy: "chmod \(file.kind == .folder ? "700" : "600") \(path)"))
            }
        case .settings:
            if file.owner != user, file.owner != 0 {
                findings.append(
                    DoctorFinding(
                        .files, "file-owner", .attention, "\(file.path) belongs to user \(file.owner), not to you",
                        remedy: "sudo chown \(user) \(path)"))
            } else if file.mode & 0o022 != 0 {
                findings.append(
                    DoctorFinding(
                        .files, "file-open", .attention, "others may change \(file.path) (mode \(octal))",
                        remedy: "chmod go-w \(path)"))
            }
        case .above:
            if file.owner != user, file.owner != 0 {
                findings.append(
                    DoctorFinding(
                        .files, "parent-owner", .attention,
                        "\(file.path) belongs to user \(file.owner), who can put other files in the place of yours",
                        remedy: "Keep the data elsewhere: export MINTMARK_HOME=…"))
            } else if file.mode & 0o022 != 0, file.mode & 0o1000 == 0 {
                findings.append(
                    DoctorFinding(
                        .files, "parent-open", .attention,
                        "others may write to \(file.path) (mode \(octal)), and so replace what is in it",
                        remedy: "chmod go-w \(path)"))
            }
        }
        return findings
    }

    /// Enough for a database that grows and for a vault that is sealed anew.
    private static let leastBytes = 32 << 20

    private static func judge(_ disk: HostFacts.Disk) -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        if let network = disk.network {
            findings.append(
                DoctorFinding(
                    .files, "disk-network", .attention,
                    "\(disk.path) is on \(network), where locks and SQLite's log do not hold between hosts",
                    remedy: "Keep the data on a disk of this host: export MINTMARK_HOME=/var/lib/…"))
        }
        if disk.isReadOnly {
            findings.append(
                DoctorFinding(
                    .files, "disk-read-only", .attention, "\(disk.path) is on a disk that is mounted read-only",
                    remedy: "findmnt --target \(disk.path.shellArgument)"))
        }
        if disk.freeBytes < leastBytes {
            findings.append(
                DoctorFinding(
                    .files, "disk-full", .attention,
                    "only \(disk.freeBytes >> 20) MiB are free on the disk of \(disk.path)",
                    remedy: "df -h \(disk.path.shellArgument)"))
        }
        return findings
    }
}
