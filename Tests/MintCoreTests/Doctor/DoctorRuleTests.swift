import MintCore
import TestSupport
import Testing

/// Every finding, by the facts that make it.
@Suite struct DoctorRuleTests {
    typealias Change = @Sendable (inout HostFacts) -> Void

    static let user: UInt32 = 1000
    static let now = Practice.start

    /// A host with nothing wrong, and one profile.
    static func sound() -> HostFacts {
        var facts = HostFacts(now: now, userID: user)
        var store = HostFacts.Store(name: .vault, state: .ready)
        store.profiles = 1
        facts.stores = [store]
        facts.bus.addresses = [.init(text: "unix:path=/run/user/1000/bus", isNamed: true, state: .answers)]
        (facts.database.isThere, facts.database.path) = (true, "/home/ada/mintmark.sqlite")
        facts.files = [.init(path: "/home/ada/data", kind: .folder, mode: 0o700, owner: user)]
        facts.disks = [.init(path: "/home/ada/data", freeBytes: 1 << 30)]
        facts.profiles = [record()]
        facts.secrets = SecretTraits()
        facts.clock.isSynchronised = true
        facts.certificates.bundle = "/etc/ssl/certs/ca-certificates.crt"
        facts.locale.setting = "LANG=C.UTF-8"
        (facts.terminal.isThere, facts.terminal.name, facts.terminal.colors) = (true, "xterm-256color", 256)
        (facts.terminal.columns, facts.terminal.rows) = (80, 24)
        return facts
    }

    static func record(
        _ name: String = "billing", host: String = "as.example", _ change: (inout ProfileRecord) -> Void = { _ in }
    ) -> ProfileRecord {
        var profile = Practice.profile(name)
        profile.issuer = "https://\(host)"
        profile.tokenEndpoint = Practice.url("https://\(host)/token")
        var credential = Practice.credential(1)
        credential.createdAt = now
        var record = ProfileRecord(profile: profile, credential: credential, token: Practice.token(1))
        change(&record)
        return record
    }

    private static func traits(_ look: SecretTraits.Look, kind: KeyringKey.Kind = .clientSecret) -> SecretTraits {
        var traits = SecretTraits()
        traits.items = [.init(profile: record().id, kind: kind, look: look)]
        return traits
    }

    @Test func `a host with nothing wrong is well, and every area says so`() {
        let report = DoctorReport(Self.sound())
        #expect(report.exitStatus == .ok && report.worst == .ok, "\(report.findings)")
        #expect(Set(report.findings.map(\.area)) == Set(DoctorFinding.Area.allCases))
        #expect(report.findings.allSatisfy { $0.remedy == nil })
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var id: String
        var severity: DoctorFinding.Severity
        /// What stands in the words, and in what to do.
        var seen: String, remedy: String
        var change: Change
        var testDescription: String { "\(id): \(seen)" }

        init(
            _ id: String, _ severity: DoctorFinding.Severity, _ seen: String, _ remedy: String,
            _ change: @escaping Change
        ) {
            (self.id, self.severity, self.seen, self.remedy, self.change) = (id, severity, seen, remedy, change)
        }
    }

    @Test(arguments: cases)
    func `each thing that is wrong is told with what to do`(one: Case) throws {
        var facts = Self.sound()
        one.change(&facts)
        let report = DoctorReport(facts)
        let finding = try #require(report.findings.first { $0.id == one.id && $0.seen.contains(one.seen) }, "\(report)")
        #expect(finding.severity == one.severity)
        #expect(finding.remedy?.contains(one.remedy) == true, "\(finding)")
        let status: MintCore.ExitStatus =
            one.severity < .attention ? .ok : finding.area == .stores && one.severity == .failing ? .store : .attention
        #expect(report.exitStatus == status, "\(report.findings.filter { $0.severity >= .attention })")
    }

    static let cases: [Case] = stores + files + credentials + network + surroundings

    // MARK: - Stores and the bus

    static let vault = VaultStatus(
        state: .ready, folder: "/v", credential: nil, keyFile: .init(path: "/c/vault.key", content: .plain))
    static let sealed = VaultStatus(
        state: .locked, folder: "/v", credential: nil,
        keyFile: .init(path: "/c/vault.key", content: .passphrase(rounds: 210_000)))

    @Test func `a passphrase that can be asked for here is no trouble`() {
        var facts = Self.sound()
        facts.stores[0].state = .locked
        facts.stores[0].vault = Self.sealed
        let report = DoctorReport(facts)
        #expect(report.exitStatus == .ok && report.findings.contains { $0.id == "vault-passphrase" })
    }

    @Test func `nothing is said of what could not be looked at`() {
        var facts = Self.sound()
        facts.database.failure = Failure(headline: "no")
        for state in [StoreState.ready, .keyUnavailable("it is readable by others")] {
            facts.stores[0] = HostFacts.Store(name: .vault, state: state)
            facts.stores[0].vault = Self.vault
            facts.stores[0].vault?.files = 1
            facts.stores[0].vault?.keyFile.content = .unusable("it is readable by others")
            let words = DoctorReport(facts).findings.filter { $0.area == .stores }.map(\.seen).joined(separator: "\n")
            #expect(
                words.contains("whether a profile uses it cannot be told") && !words.contains("no profile"), "\(words)")
            #expect(words.contains("its key from /c/vault.key, which could not be read"), "\(words)")
            #expect(!words.contains("without a passphrase"), "\(words)")
        }
    }

    static let stores: [Case] = [
        Case("store-not-ready", .failing, "the vault is not ready: it is locked; 1 profile needs it", "") {
            $0.stores[0].state = .locked
        },
        Case("store-not-ready", .failing, "2 profiles need it", "loginctl enable-linger") {
            $0.stores.append(HostFacts.Store(name: .secretService, state: .noBus))
            $0.stores[1].profiles = 2
        },
        Case("store-not-ready", .failing, "it is locked", "KeePassXC: Open its window") {
            $0.stores.append(HostFacts.Store(name: .secretService, state: .locked))
            $0.stores[1].profiles = 1
            $0.stores[1].opening = .elsewhere(provider: "KeePassXC", hint: "Open its window")
        },
        Case("store-unused", .notice, "a login without --store would stop", "--store vault") {
            $0.stores.append(HostFacts.Store(name: .secretService, state: .noService))
            $0.stores[1].isDefault = true
        },
        Case("vault-old-key", .notice, "3 sealed files of the vault", "mintmark vault rotate-key") {
            $0.stores[0].vault = vault
            $0.stores[0].vault?.filesUnderOldKeys = 3
        },
        Case("vault-damaged", .attention, "/v/a.jwe", "backup") {
            $0.stores[0].vault = vault
            $0.stores[0].vault?.damagedFiles = ["/v/a.jwe"]
        },
        Case("vault-key-gone", .failing, "their key is gone", "Restore that file") {
            $0.stores[0].vault = VaultStatus(
                state: .keyUnavailable("is missing"), folder: "/v", credential: nil,
                keyFile: VaultStatus.KeySource(path: "/k/vault.key", content: .missing))
            $0.stores[0].vault?.files = 2
        },
        Case("vault-key-lost", .attention, "/v/b.jwe", "mintmark vault status") {
            $0.stores[0].vault = vault
            $0.stores[0].vault?.filesUnderUnknownKeys = ["/v/b.jwe"]
        },
        Case("store-not-ready", .failing, "it is locked", "LoadCredential") {
            $0.stores[0].state = .locked
            $0.stores[0].vault = sealed
            $0.terminal.isThere = false
        },
        Case("store-leftovers", .notice, "2 items", "mintmark migrate-store --to vault") {
            $0.stores[0].leftovers = 2
        },
        Case(
            "bus-stale", .notice, "/run/user/1000/bus is used instead",
            "export DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user"
        ) {
            $0.bus.addresses = [
                .init(text: "unix:path=/tmp/dbus-gone", isNamed: true, state: .gone),
                .init(text: "unix:path=/run/user/1000/bus", isNamed: false, state: .answers),
            ]
        },
        Case("bus-stale", .attention, "DBUS_SESSION_BUS_ADDRESS is stale", "export DBUS_SESSION_BUS_ADDRESS=") {
            $0.stores.append(HostFacts.Store(name: .secretService, state: .ready))
            $0.stores[1].profiles = 1
            $0.bus.addresses = [
                .init(text: "unix:path=/tmp/dbus-gone", isNamed: true, state: .gone),
                .init(text: "unix:path=/run/user/1000/bus", isNamed: false, state: .answers),
            ]
        },
        Case("bus-gone", .notice, "nobody answers at", "dbus-run-session") { $0.bus.addresses[0].state = .gone },
        Case("bus-refused", .notice, "not to be trusted: it is tcp", "unset DBUS_SESSION_BUS_ADDRESS") {
            $0.bus.addresses[0].state = .refused("it is tcp")
        },
        Case("bus-none", .notice, "no D-Bus session", "--store vault") { $0.bus.addresses = [] },
    ]

    // MARK: - Database, files, disks

    static let files: [Case] = [
        Case("database-failed", .failing, "is damaged", "backup") {
            $0.database.failure = Failure(StateError.damaged(path: "/d", reason: "x"))
        },
        Case("database-damaged", .failing, "row 3 missing", "backup") { $0.database.damage = ["row 3 missing"] },
        Case("database-read-only", .attention, "cannot be written", "mode") { $0.database.isReadOnly = true },
        Case("session-orphaned", .notice, "@svc", "mintmark @svc close") { $0.database.orphanedSessions = ["svc"] },
        Case("file-open", .attention, "(mode 644)", "chmod 600 '/home/ada/my data/vault.key'") {
            $0.files.append(.init(path: "/home/ada/my data/vault.key", kind: .file, mode: 0o644, owner: user))
        },
        Case("file-open", .attention, "(mode 755)", "chmod 700 /home/ada/data") { $0.files[0].mode = 0o755 },
        Case("file-owner", .attention, "belongs to user 0", "chown 1000 /home/ada/data") { $0.files[0].owner = 0 },
        Case("file-kind", .attention, "neither a file nor a folder", "ls -l") { $0.files[0].kind = .other },
        Case("file-unseen", .attention, "Permission denied", "ls -ld") { $0.files[0].trouble = "Permission denied" },
        Case("parent-open", .attention, "others may write to /srv", "chmod go-w /srv") {
            $0.files.append(.init(path: "/srv", kind: .folder, role: .above, mode: 0o775, owner: 0))
        },
        Case("parent-owner", .attention, "belongs to user 1001", "MINTMARK_HOME") {
            $0.files.append(.init(path: "/srv", kind: .folder, role: .above, mode: 0o755, owner: 1001))
        },
        Case("disk-network", .attention, "is on NFS", "MINTMARK_HOME") { $0.disks[0].network = "NFS" },
        Case("disk-read-only", .attention, "read-only", "findmnt") { $0.disks[0].isReadOnly = true },
        Case("disk-full", .attention, "only 3 MiB", "df -h /home/ada/data") { $0.disks[0].freeBytes = 3 << 20 },
    ]

    // MARK: - Credentials

    private static func old(_ days: Int) -> Change {
        { $0.profiles = [record { $0.credential?.createdAt = now + -days * 86_400 }] }
    }

    private static func ending(_ days: Int) -> Change {
        { $0.profiles = [record { $0.credential?.expiresAt = now + days * 86_400 }] }
    }

    static let credentials: [Case] = [
        Case("credential-old", .notice, "its client secret is 91 days old", "--client-secret-stdin", old(91)),
        Case("credential-too-old", .attention, "366 days old", "mintmark login https://mcp.example/7", old(366)),
        Case("credential-ending", .notice, "runs out in 29 days", "--profile billing", ending(29)),
        Case("credential-ending", .attention, "runs out in 13 days", "--profile billing", ending(13)),
        Case("credential-expired", .attention, "ran out on", "--profile billing", ending(0)),
        Case("key-without-id", .notice, "no key id", "mintmark set billing --key-id") {
            $0.profiles = [record { $0.credential?.kind = .privateKey }]
        },
        Case("refresh-ending", .attention, "its refresh token has run out", "mintmark login") {
            $0.profiles = [record { $0.bonds.refresh = RefreshRecord(generation: 1, issuedAt: now, expiresAt: now) }]
        },
        Case("profile-held", .attention, "names the issuer https://evil.example", "mintmark set billing --keep-issuer")
        {
            $0.profiles = [
                record { $0.bonds.hold = ProfileBonds.Hold(issuer: "https://evil.example", since: now) }
            ]
        },
        Case("server-drift", .attention, "token_endpoint: a → b", "--accept-drift") {
            $0.drifts = [record().id: [DriftChange(member: "token_endpoint", was: "a", now: "b")]]
        },
        Case("legacy-discovery", .notice, "2025-03-26", "mintmark login") {
            $0.profiles = [record { $0.profile.settings.allowsLegacyDiscovery = true }]
        },
        Case("key-weak", .attention, "RSA 1024", "mintmark rotate") {
            $0.secrets = traits(.key(.rsa(bits: 1024)), kind: .privateKey)
        },
        Case("secret-short", .attention, "has 15 bytes", "mintmark rotate") {
            $0.secrets = traits(.secret(bytes: 15, variety: 15))
        },
        Case("secret-plain", .attention, "made of 2 different bytes", "mintmark rotate") {
            $0.secrets = traits(.secret(bytes: 32, variety: 2))
        },
        Case("credential-gone", .attention, "not in the vault any more", "mintmark login") {
            $0.secrets = traits(.missing)
        },
        Case("credential-unreadable", .attention, "does not open", "mintmark login") {
            $0.secrets = traits(.unreadable(Failure(KeyringError.damaged("/v/a.jwe"))))
        },
        Case("credential-shared", .attention, "2 clients have the same credential: billing, other", "its own") {
            $0.profiles.append(record("other") { $0.profile.clientID = "another" })
            $0.secrets?.shared = [$0.profiles.map(\.id)]
        },
    ]

    // MARK: - Clock, certificates, proxies

    private static func skewed(_ seconds: Int...) -> Change {
        { facts in
            facts.profiles = seconds.enumerated().map { number, seconds in
                record("p\(number)", host: "as\(number).example") { $0.bonds.clockSkew = seconds }
            }
        }
    }

    static let network: [Case] = [
        Case("clock-wrong", .attention, "this host's clock is 120 s behind", "timedatectl", skewed(120, 118, 121)),
        Case("clock-wrong", .notice, "this host's clock is 20 s ahead, by as0.example", "timedatectl", skewed(-20)),
        Case("clock-of-server", .notice, "as1.example is 300 s ahead", "operator", skewed(0, 300, 1)),
        Case("clock-of-server", .notice, "as1.example is 90 s behind", "operator", skewed(90, -90)),
        Case("clock-wrong", .attention, "this host's clock is 40 s behind", "timedatectl") {
            $0.clock.measured = [("as.example", 40)]
        },
        Case("clock-unasked", .notice, "as.example did not tell its time: refused", "mintmark probe") {
            $0.clock.unreachable = [("as.example", "refused")]
        },
        Case("clock-free", .notice, "no time service", "set-ntp true") { $0.clock.isSynchronised = false },
        Case("roots-none", .attention, "no certificate roots", "ca-certificates") { $0.certificates.bundle = nil },
        Case("roots-named", .attention, "No such file", "unset SSL_CERT_FILE") {
            $0.certificates.file = .init(path: "/x.pem", trouble: "No such file")
        },
        Case("roots-named", .attention, "SSL_CERT_DIR names /x, which has no certificates", "openssl rehash /x") {
            $0.certificates.folders = [.init(path: "/x")]
        },
        Case("profile-ca", .attention, "billing: its CA file /ca.pem", "mintmark set billing --ca-file") {
            $0.certificates.ofProfiles = [("billing", .init(path: "/ca.pem", trouble: "no sound PEM certificate"))]
        },
        Case("proxy-unusable", .attention, "kind socks5", "export all_proxy=") {
            let trouble = "all_proxy names a proxy of kind socks5"
            $0.proxy.settings = [.init(variable: "all_proxy", authority: nil, hasPassword: false, trouble: trouble)]
        },
        Case("proxy-ignored", .notice, "HTTP_PROXY is not read", "http_proxy") { $0.proxy.hasIgnoredHTTP = true },
        Case("proxy-exception", .notice, "a:b:c", "networks") { $0.proxy.senseless = ["a:b:c/9"] },
    ]

    // MARK: - Locale, terminal, process

    static let surroundings: [Case] = [
        Case("locale-missing", .attention, "LC_ALL=xx_XX.UTF-8 is not installed", "export LC_ALL=C.UTF-8") {
            ($0.locale.setting, $0.locale.isInstalled) = ("LC_ALL=xx_XX.UTF-8", false)
        },
        Case("locale-ascii", .notice, "no LC_ALL, LC_CTYPE or LANG: not UTF-8", "export LC_ALL=C.UTF-8") {
            ($0.locale.setting, $0.locale.isUTF8) = (nil, false)
        },
        Case("term-unset", .attention, "TERM is not set", "export TERM=") { $0.terminal.name = nil },
        Case("term-unknown", .attention, "TERM=foo-9 is not described", "ncurses-term") {
            ($0.terminal.name, $0.terminal.isKnown) = ("foo-9", false)
        },
        Case("terminal-small", .notice, "40×10", "80×24") { ($0.terminal.columns, $0.terminal.rows) = (40, 10) },
        Case("core-dumps", .attention, "memory to a file", "ulimit -c 0") { $0.process.dumpsCore = true },
        Case("locked-memory", .notice, "only 8 KiB", "ulimit -l") { $0.process.lockedMemory = 8 << 10 },
        Case("swap-plain", .notice, "/dev/sda2", "swapoff") { $0.process.plainSwap = ["/dev/sda2"] },
        Case("ptrace-open", .notice, "read each other's memory", "ptrace_scope=1") { $0.process.ptraceScope = 0 },
    ]
}
