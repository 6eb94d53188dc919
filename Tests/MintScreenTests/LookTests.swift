import MintScreen
import Testing

@Suite struct LookTests {
    @Test(arguments: [
        ("red", Look(color: .red)), ("  Bright-Red  BOLD ", Look(color: .brightRed, [.bold])),
        ("white on blue underline reverse", Look(color: .white, background: .blue, [.underline, .reverse])),
        ("on black", Look(background: .black)), ("dim", Look([.dim])), ("plain", Look()),
    ])
    func `a look is read`(_ text: String, _ look: Look) throws {
        #expect(try Look(text) == look)
    }

    @Test(arguments: ["", "pink", "red green", "on", "red on", "red on pink", "on red on blue", "plain bold"])
    func `what is no look is told what to write`(_ text: String) throws {
        let error = try #require(throws: LookError.self) { try Look(text) }
        #expect(error.advice.contains("Write"))
    }

    @Test func `each role has a name of its own`() {
        #expect(Set(Style.allCases.map(\.name)).count == Style.allCases.count)
    }
}
