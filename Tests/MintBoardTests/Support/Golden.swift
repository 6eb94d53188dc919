import FoundationEssentials
import Glibc
import MintScreen
import Testing

/// Compares a screen, text and styles, with the one on file. With `RECORD_GOLDEN=1` it writes the file and fails, so
/// that a recording run cannot be taken for a pass.
func expectGolden(
    _ frame: CellBuffer, _ name: String, file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) {
    let folder = file.split(separator: "/").dropLast().joined(separator: "/")
    let path = "/\(folder)/Goldens/\(name).txt"
    let drawn = frame.snapshot + "\n"
    if getenv("RECORD_GOLDEN") != nil {
        do { try Data(drawn.utf8).write(to: URL(filePath: path)) } catch {
            Issue.record("not written: \(error)", sourceLocation: sourceLocation)
        }
        Issue.record("recorded \(name)", sourceLocation: sourceLocation)
        return
    }
    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
        Issue.record("no golden \(name); RECORD_GOLDEN=1 makes it", sourceLocation: sourceLocation)
        return
    }
    let expected = String(decoding: data, as: UTF8.self)
    guard drawn != expected else { return }
    let differing = zip(
        expected.split(separator: "\n", omittingEmptySubsequences: false),
        drawn.split(separator: "\n", omittingEmptySubsequences: false)
    ).enumerated().filter { $1.0 != $1.1 }.map { "row \($0)\n- \($1.0)\n+ \($1.1)" }
    Issue.record("\(name) differs:\n\(differing.joined(separator: "\n"))", sourceLocation: sourceLocation)
}
