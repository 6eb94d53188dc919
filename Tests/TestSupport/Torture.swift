import Foundation

/// Tests that end programs at random instants, again and again: as many rounds as `Scripts/torture` says, a twentieth else.
public enum Torture {
    /// The same rounds each time, unless `Scripts/torture` says another one.
    public static var seed: UInt64 { variable("MINTMARK_TORTURE_SEED").flatMap { UInt64($0) } ?? 20_261_121 }

    public static func rounds(of full: Int) -> Int {
        variable("MINTMARK_TORTURE").flatMap { Int($0) } ?? max(full / 20, 1)
    }

    private static func variable(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}
