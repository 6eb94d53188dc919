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

    @Test func `without colours, what wants attention still differs from what does not`() {
        let quiet: [Style] = [.plain, .good, .bar, .tag]
        for style in [.alarm, .warning, .selected, .selectedAlarm, .key, .input, .header, .dim, .title] as [Style] {
            for other in quiet { #expect(style.monochrome != other.monochrome, "\(style) \(other)") }
        }
        #expect(Style.selected.monochrome != Style.selectedAlarm.monochrome)
        #expect(quiet.allSatisfy { $0.monochrome.isEmpty })
    }

    @Test func `with colours, every state of a profile has a look of its own`() {
        let looks = ([.plain, .good, .warning, .alarm, .selected, .selectedAlarm, .dim, .tag] as [Style]).map(\.look)
        for (index, look) in looks.enumerated() { #expect(!looks[..<index].contains(look)) }
        #expect(Style.allCases.allSatisfy { $0.look.color != nil || $0.look.attributes == $0.monochrome })
    }
}
