import MintCore
import MintScreen
import TestSupport
import Testing

@testable import MintCommands

@Suite struct TrailTableTests {
    private static func event(
        _ action: AuditEvent.Action, _ name: String?, _ actor: AuditActor, failure: ContactFailure? = nil,
        detail: String? = nil
    ) -> AuditEvent {
        AuditEvent(
            at: Practice.start, action: action, profileName: name, actor: actor, failure: failure, detail: detail)
    }

    private static let events = [
        event(.login, "billing-sync", AuditActor(user: "ada", terminal: "pts/3", client: "192.0.2.7", parent: "bash")),
        event(.token, "nightly-export", AuditActor(user: "export", parent: "cron"), detail: "new"),
        event(
            .renew, "laptop", AuditActor(user: "root (sudo by ada)", terminal: "pts/11"),
            failure: ContactFailure(code: "invalid_grant", headline: "as.example refused the refresh", hint: "x")),
        event(.vaultInit, nil, AuditActor(user: "ada")),
    ]

    @Test func `it fits eighty columns`() {
        let table = TrailTable(Self.events, width: 80, grows: false)
        #expect(
            ([table.heading] + Self.events.map(table.line)) == [
                "TIME                  ACTION      PROFILE       WHO           RESULT",
                "2026-11-18T11:06:40Z  login       billing-sync  ada 192.0.2…  ok",
                "2026-11-18T11:06:40Z  token       nightly-exp…  export cron   ok, new",
                "2026-11-18T11:06:40Z  renew       laptop        root (sudo …  invalid_grant: as…",
                "2026-11-18T11:06:40Z  vault-init  -             ada           ok",
            ])
    }

    @Test func `a wide screen shows all of it`() {
        let table = TrailTable(Self.events, width: 160, grows: false)
        #expect(table.line(Self.events[2]).hasSuffix("invalid_grant: as.example refused the refresh"))
        #expect(table.line(Self.events[0]).contains("ada 192.0.2.7"))
    }

    @Test(arguments: [0, 1, 10, 24, 40, 60, 79, 80, 81, 120], [true, false])
    func `no line is wider than the screen, whatever is in it`(width: Int, grows: Bool) {
        let odd = String(repeating: "支払い\u{1B}[2J\u{202E}", count: 100)
        let hostile = Self.event(
            AuditEvent.Action(rawValue: odd), odd, AuditActor(user: odd, terminal: odd, client: odd, parent: odd),
            failure: ContactFailure(code: odd, headline: odd, hint: odd), detail: odd)
        let events = Self.events + [hostile, Self.event(.token, odd, AuditActor(user: ""), detail: odd)]
        let table = TrailTable(grows ? [] : events, width: width, grows: grows)
        for line in [table.heading] + events.map(table.line) {
            // Below that the columns' blanks and the least of each are what is left.
            #expect(line.columns <= max(width, 61))
            let isSafe = line.unicodeScalars.allSatisfy(\.isSafeToShow)
            #expect(isSafe)
        }
    }

    @Test func `an event as JSON has all of it`() throws {
        var event = Self.events[2]
        (event.number, event.profile, event.detail) = (7, "id", "board, ahead")
        let text = JSONOutput.event(event).serialized()
        #expect(
            text == #"{"action":"renew","at":1795000000,"client":null,"detail":"board, ahead","error":"#
                + #"{"code":"invalid_grant","headline":"as.example refused the refresh","hint":"x"},"number":7,"ok":false,"#
                + #""parent":null,"profile":"laptop","profile_id":"id","schema_version":1,"terminal":"pts/11","#
                + #""user":"root (sudo by ada)"}"#)
    }
}
