import MintScreen
import Testing

@Suite struct CellBufferTests {
    private func frame(_ columns: Int, _ rows: Int = 1) -> CellBuffer {
        CellBuffer(size: Size(columns: columns, rows: rows))
    }

    @Test func `text and styles stand in the snapshot`() {
        var frame = frame(8, 2)
        frame.write("ab", row: 0, style: .title, width: 4)
        frame.write("支x", row: 1, column: 1, style: .alarm)
        #expect(frame.snapshot == "|ab      |  t4 .4\n| 支x    |  .1 !3 .4")
        #expect(frame.text == "ab\n 支x")
    }

    @Test func `a wide glyph that does not fit is left out, not halved`() {
        var frame = frame(4)
        frame.write("支払い", row: 0)
        #expect(frame.text == "支払")
        frame.write("a支", row: 0, column: 2)
        #expect(frame.text == "支a")
        frame.write("x支払", row: 0, width: 4)
        #expect(frame.text == "x支")
    }

    @Test func `overwriting half of a wide glyph blanks the other half`() {
        var left = frame(4)
        left.write("支払", row: 0)
        left.write("x", row: 0, column: 0)
        #expect(left.row(0).map { $0.glyph ?? "_" } == ["x", " ", "払", "_"])
        var right = frame(4)
        right.write("支払", row: 0)
        right.write("x", row: 0, column: 1)
        #expect(right.row(0).map { $0.glyph ?? "_" } == [" ", "x", "払", "_"])
        var across = frame(4)
        across.write("支払", row: 0)
        across.write("界", row: 0, column: 1)
        #expect(across.row(0).map { $0.glyph ?? "_" } == [" ", "界", "_", " "])
    }

    @Test func `what lies left of the screen is cut off`() {
        var frame = frame(4)
        frame.write("支払い", row: 0, column: -1)
        #expect(frame.text == " 払")
    }

    @Test(arguments: -3...5, -3...5)
    func `writing anywhere is clipped`(row: Int, column: Int) {
        var frame = frame(3, 2)
        let before = frame
        frame.write("支x払y", row: row, column: column, style: .good, width: 9)
        frame.fill(row: row, columns: column..<(column + 9))
        frame.restyle(row: row, columns: column..<(column + 9), style: .alarm)
        #expect((0..<2).contains(row) && column < 3 || frame == before)
        for row in 0..<2 {
            for (index, cell) in frame.row(row).enumerated() where cell.glyph == nil {
                #expect(index > 0 && frame[row, index - 1].glyph?.unicodeScalars.first?.columns == 2)
            }
        }
        #expect(frame[row - 100, column - 100] == .blank)
    }

    @Test func `a size is never negative`() {
        #expect(CellBuffer(size: Size(columns: -4, rows: -1)).cells.isEmpty)
    }

    @Test func `combining marks stay on their letter`() {
        var frame = frame(3)
        let end = frame.write("e\u{301}\u{323}x", row: 0)
        #expect(end == 2)
        #expect(frame[0, 0].glyph == "e\u{301}\u{323}")
    }
}
