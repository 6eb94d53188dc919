/// A command line for `sh`, run to its end.
public enum Shell {
    /// - Returns: What it printed (both streams) and its exit code.
    public static func run(_ command: String) async throws -> (out: String, code: Int32) {
        let run = try await ChildRun.run(
            ["/bin/sh", "-c", "{ \(command)\n} 2>&1"], environment: ChildRun.inheritedEnvironment, input: "")
        return (run.out, run.code)
    }
}
