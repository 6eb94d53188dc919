import Foundation

/// Tests that end programs at random instants, again and again: all rounds under `Scripts/torture`, a twentieth else.
public enum Torture {
    /// The same rounds each time, unless `Scripts/torture` says another one.
    public static var seed: UInt64 { variable("MINTMARK_TORTURE_SEED").flatMap { UInt64($0) } ?? 20_261_121 }

    public static func rounds(of full: Int) -> Int {
        variable("MINTMARK_TORTURE") == nil ? max(full / 20, 1) : full
    }

    private static func variable(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}
