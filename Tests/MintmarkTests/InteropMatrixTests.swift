import Foundation
import TestSupport
import Testing

/// Every grant × client authentication × server of the bench, walked by the real program (Tests/Interop/matrix.json).
@Suite(.enabled(if: Completeness.hasServers, "Tests/Interop/with-servers starts them"))
struct InteropMatrixTests {
    @Test func `each row works or fails as the matrix says, with nothing else in between`() async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
        let python = try #require(ProcessInfo.processInfo.environment["MINTMARK_TEST_PYTHON"])
        let walk = try await Shell.run("'\(python)' '\(folder)/Interop/walk.py' --mintmark '\(Program.path)'")
        #expect(walk.code == 0, "\(walk.out)")
        let last = walk.out.split(separator: "\n").last.map(String.init) ?? ""
        #expect(last.contains(" 0 wrong") && !last.hasPrefix("0 rows"), "\(last)")
    }
}
