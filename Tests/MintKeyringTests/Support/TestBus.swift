import Glibc

/// The bus that `Scripts/with-keyring` started for the tests.
enum TestBus {
    /// Its address; `nil` outside of that script: no test touches the user's own keyring.
    static var address: String? { variable("MINTMARK_TEST_BUS") == nil ? nil : variable("DBUS_SESSION_BUS_ADDRESS") }

    /// Whether suites that need a bus run: without one they fail where a complete run was asked for.
    static var isWanted: Bool { address != nil || isCompleteRun }

    /// Whether nothing may be skipped.
    static var isCompleteRun: Bool { variable("MINTMARK_TESTS_COMPLETE") != nil }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
