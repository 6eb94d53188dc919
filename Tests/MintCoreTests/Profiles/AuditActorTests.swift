import MintCore
import Testing

@Suite struct AuditActorTests {
    private static func actor(
        id: UInt32 = 1000, name: String? = "ada", sudo: String? = nil, terminal: String? = nil,
        connection: String? = nil, parent: String? = nil
    ) -> AuditActor {
        AuditActor(userID: id, name: name, sudoUser: sudo, terminal: terminal, connection: connection, parent: parent)
    }

    @Test(
        arguments: [
            (actor(), AuditActor(user: "ada")),
            (actor(name: nil), AuditActor(user: "uid 1000")),
            (actor(name: ""), AuditActor(user: "uid 1000")),
            (actor(id: 0, name: "root", sudo: "ada"), AuditActor(user: "root (sudo by ada)")),
            (actor(id: 0, name: "root", sudo: "root"), AuditActor(user: "root")),
            (actor(sudo: ""), AuditActor(user: "ada")),
            (
                actor(terminal: "/dev/pts/3", parent: "bash\n"),
                AuditActor(user: "ada", terminal: "pts/3", parent: "bash")
            ),
            (actor(connection: "192.0.2.7 51234 198.51.100.1 22"), AuditActor(user: "ada", client: "192.0.2.7")),
            (actor(connection: "2001:db8::7%eth0 1 ::1 22"), AuditActor(user: "ada", client: "2001:db8::7%eth0")),
            (actor(connection: ""), AuditActor(user: "ada")), (actor(connection: "   "), AuditActor(user: "ada")),
            (actor(parent: "\n"), AuditActor(user: "ada")),
        ] as [(AuditActor, AuditActor)])
    func `it is named by what the system says`(actor: AuditActor, expected: AuditActor) {
        #expect(actor == expected)
    }

    /// An environment variable may hold anything, and a program may call itself anything.
    @Test(arguments: [
        "\u{1B}[2J\u{1B}]0;gone\u{7}", "a\nroot\nb", "\u{202E}toor", String(repeating: "x", count: 100_000),
        String(repeating: "e\u{301}", count: 5000), "\u{0}\u{1}\u{7F}\u{9B}", "' OR 1=1; --",
        "\u{FFFD}\u{E000}\u{200B}",
    ])
    func `hostile words are cut and cleaned`(text: String) {
        let actor = Self.actor(name: text, sudo: "x" + text, terminal: text, connection: text, parent: text)
        for word in [actor.user, actor.terminal, actor.client, actor.parent].compactMap(\.self) {
            #expect(word.unicodeScalars.allSatisfy(\.isSafeToShow) && !word.contains("\n"))
            #expect(!word.isEmpty && word.count <= 80)
            #expect(!word.hasPrefix(" ") && !word.hasSuffix(" "))
        }
    }
}
