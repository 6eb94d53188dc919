import MintCore
import Testing

@testable import MintKeyring

@Suite struct BusFailureTests {
    @Test(
        arguments: [
            (.notReady(.locked), .unavailable(.secretService, .locked)),
            (.interrupted(.deadline), .slow(.secretService, .load)),
            (.interrupted(.cancelled), .cancelled(.secretService)),
            (.lost(name: "x", reason: "y"), .failed(.secretService, .load, reason: "it went away: y")),
            (.dismissed, .promptDismissed(.secretService)), (.wrongPassword, .wrongPassword(.secretService)),
            (.notKept, .notKept(.secretService)),
            (.failed(name: "a.b", reason: "no room"), .failed(.secretService, .load, reason: "no room")),
        ] as [(BusFailure, KeyringError)])
    func `each failure has its word in the port`(failure: BusFailure, error: KeyringError) {
        #expect(KeyringError(failure, .load) == error)
    }

    @Test func `a time-out is never told as an absence`() {
        #expect(KeyringError(.interrupted(.deadline), .load) != .unavailable(.secretService, .noService))
        #expect(KeyringError(.interrupted(.deadline), .store) == .slow(.secretService, .store))
    }

    @Test func `only an answer over a working connection speaks for the bus`() {
        #expect(BusFailure.failed(name: "org.freedesktop.DBus.Error.Spawn.ExecFailed", reason: "").isAnswer)
        #expect(BusFailure.lost(name: "org.freedesktop.DBus.Error.ServiceUnknown", reason: "").isAnswer)
        #expect(!BusFailure.lost(name: "", reason: "closed").isAnswer)
        #expect(!BusFailure.interrupted(.deadline).isAnswer)
    }
}
