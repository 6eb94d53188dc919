/// A command line for `sh`, run to its end.
public enum Shell {
    /// - Returns: What it printed (both streams) and its exit code.
    public static func run(_ command: String) async throws -> (out: String, code: Int32) {
        let run = try await ChildRun.run(
            ["/bin/sh", "-c", "{ \(command)\n} 2>&1"], environment: ChildRun.inheritedEnvironment, input: "")
        return (run.out, run.code)
    }

    /// A program of the tests' own Python, where there is one, else of the first on the path; its libraries are what
    /// `Scripts/lib/common.sh` installs.
    public static func python(_ program: String, input: String = "") async throws -> (
        out: String, err: String, code: Int32
    ) {
        let environment = ChildRun.inheritedEnvironment
        let python = environment["MINTMARK_TEST_PYTHON"].map { [$0] } ?? ["/usr/bin/env", "python3"]
        let run = try await ChildRun.run(
            python + ["-W", "ignore", "-c", program], environment: environment, input: input)
        return (run.out, run.err, run.code)
    }
}
