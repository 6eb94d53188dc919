import MintCore
import Testing

@testable import MintKeyring

@Suite struct BusAddressTests {
    @Test(arguments: [
        ("unix:path=/run/user/1000/bus", ["/run/user/1000/bus"]),
        ("unix:path=/tmp/dbus-a,guid=0123", ["/tmp/dbus-a"]),
        ("unix:path=/tmp/a%20b%2cc", ["/tmp/a b,c"]),
        ("unix:abstract=/tmp/dbus-b,guid=0123", []),
        ("unix:path=/a;unix:path=/b", ["/a", "/b"]),
    ])
    func `local sockets are taken`(text: String, paths: [String]) throws {
        let address = try BusAddress(text)
        #expect(address.socketPaths == paths && address.text == text)
    }

    @Test(arguments: [nil, "", ";", ";;"])
    func `no address is no bus`(text: String?) {
        #expect(throws: BusFailure.notReady(.noBus)) { try BusAddress(text) }
    }

    @Test(arguments: [
        "tcp:host=127.0.0.1,port=1", "nonce-tcp:host=localhost", "unixexec:path=/bin/sh,argv1=-c", "autolaunch:",
        "launchd:env=X", "unix:path=/a;tcp:host=evil.example", "unix:", "unix:runtime=yes", "unix:tmpdir=/tmp",
        "unix:path=/a,abstract=b", "unix:path", "unix:path=/a,path=/b", "unix:path=/a%", "unix:path=/a%0",
        "unix:path=/a%zz",
        "unix:path=/a%00b", "unix:path=/a%ff", "/run/user/1000/bus", "nonsense", "\u{1b}[31m:path=/a",
        "unix:path=/a%+1",
    ])
    func `anything else is refused in one plain line`(text: String) throws {
        let error = #expect(throws: BusFailure.self) { try BusAddress(text) }
        guard case .notReady(.refused(let reason)) = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason == reason.plainLine() && !reason.isEmpty)
    }
}
