import Glibc

/// Kills processes that write to one vault, at random instants, and looks whether anything was lost or left half:
/// `vault-torture [--kills N] [--seed N]`. Ends with 1 after a violation.
@main
enum VaultTorture {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let worker = Worker(arguments) { await worker.run() }
        var kills = 500
        var seed: UInt64 = 1
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch (option, rest.popFirst()) {
            case ("--kills", let value?): kills = Int(value) ?? 0
            case ("--seed", let value?): seed = UInt64(value) ?? 0
            default: kills = 0
            }
        }
        guard kills > 0 else {
            say("usage: vault-torture [--kills N] [--seed N]")
            exit(64)
        }
        do {
            let torture = try Torture(program: "/proc/self/exe", seed: seed)
            let report = try await torture.run(kills: kills)
            say("\(report.words), seed \(seed)")
            exit(report.violations == 0 && report.kills == kills ? 0 : 1)
        } catch {
            say("vault-torture: \(error)")
            exit(1)
        }
    }
}

/// One line on stderr.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}
