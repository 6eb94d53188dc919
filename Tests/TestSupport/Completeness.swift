import Foundation

/// Which tests may be left out on a developer's machine, and never under `Scripts/test`.
public enum Completeness {
    /// `Scripts/test` sets it: then everything must run, and a missing server is a failure.
    public static var isDemanded: Bool { has("MINTMARK_TESTS_COMPLETE") }
    /// A private bus with an unlocked keyring (`Scripts/with-keyring`).
    public static var hasKeyring: Bool { has("MINTMARK_TEST_BUS") || isDemanded }
    /// Another project's reader of QR codes (`zbarimg`, of Debian's zbar-tools).
    public static var hasQRReader: Bool {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/zbarimg") || isDemanded
    }
    /// The servers of `Tests/Interop/with-servers`.
    public static var hasServers: Bool { has("MINTMARK_INTEROP") || isDemanded }
    /// Where those servers keep the clients' keys and their logs.
    public static var interopFolder: String {
        ProcessInfo.processInfo.environment["MINTMARK_INTEROP"] ?? "/nonexistent"
    }

    private static func has(_ name: String) -> Bool { ProcessInfo.processInfo.environment[name] != nil }
}
