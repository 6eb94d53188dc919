import MintCore
import Testing

@Suite struct KeyringHostTests {
    private static func host(_ programs: String...) -> KeyringHost {
        KeyringHost(searching: ["/usr/bin", "/sbin"]) { path in programs.contains { path == "/usr/bin/\($0)" } }
    }

    @Test(arguments: [
        (host("apt-get"), "apt-get install dbus gnome-keyring"), (host("dnf"), "dnf install dbus gnome-keyring"),
        (host("pacman", "gnome-keyring-daemon"), "pacman -S dbus"),
        (host("apk", "dbus-run-session"), "apk add gnome-keyring"),
        (host(), "Install dbus gnome-keyring."),
    ])
    func `without a bus the commands are this host's own (A13)`(host: KeyringHost, command: String) {
        let way = StoreState.noBus.wayForward(in: .secretService, on: host)
        #expect(way.contains(command) && way.contains("dbus-run-session") && way.contains("--store vault"))
        #expect(!way.contains("loginctl"))
    }

    @Test func `a bus that is gone is named, with what forgets it (A11)`() {
        var host = Self.host("apt-get", "dbus-run-session", "gnome-keyring-daemon")
        let before = StoreState.noBus.wayForward(in: .secretService, on: host)
        #expect(!before.contains("DBUS_SESSION_BUS_ADDRESS"))
        host.staleBus = "unix:path=/run/user/1000/gone\u{1B}[2J"
        let way = StoreState.noBus.wayForward(in: .secretService, on: host)
        #expect(way.contains("(unix:path=/run/user/1000/gone[2J)") && way.contains("unset DBUS_SESSION_BUS_ADDRESS"))
    }

    @Test func `what is there is not installed again`() {
        let host = Self.host("apt-get", "dbus-run-session", "gnome-keyring-daemon", "loginctl")
        let bus = StoreState.noBus.wayForward(in: .secretService, on: host)
        #expect(!bus.contains("install") && bus.contains("loginctl enable-linger"))
        #expect(!StoreState.noService.wayForward(in: .secretService, on: host).contains("install"))
    }

    @Test(arguments: [StoreState.noDefaultCollection, .locked, .noService, .slow])
    func `mintmark unlock comes first where it helps`(state: StoreState) {
        let way = state.wayForward(in: .secretService)
        #expect(way.contains("    mintmark unlock") && way.contains("--store vault"))
    }

    @Test(arguments: [
        StoreState.ready, .noBus, .noService, .noDefaultCollection, .locked, .slow, .refused("x"), .keyUnavailable("x"),
    ])
    func `each state has a word, a sentence and a way forward for either store`(state: StoreState) {
        #expect(!state.word.isEmpty && !state.word.contains(" "))
        #expect(!state.sentence.isEmpty && !state.sentence.hasSuffix(".") && !state.sentence.contains("\n"))
        for store in StoreName.allCases { #expect(!state.wayForward(in: store).isEmpty) }
    }

    @Test func `giving up is no fault of the store's`() {
        #expect(KeyringError.cancelled(.secretService).exitStatus == .interrupted)
        #expect(KeyringError.unavailable(.secretService, .locked).exitStatus == .store)
    }
}
