/// Where each column of the list stands, by the columns there are.
struct ListColumns: Equatable, Sendable {
    struct Column: Equatable, Sendable {
        var start: Int
        var width: Int
        var range: Range<Int> { start..<(start + width) }
    }

    var name: Column
    var server: Column?
    var grant: Column?
    var token: Column?
    var secret: Column?
    var health: Column?
    /// Cells of a countdown bar.
    var barCells = 6
    var usesShortTags = false

    /// The mark before a row takes three columns.
    private static let mark = 3

    /// - Parameter hasPane: The inspect pane stands beside the list, so the list has less than its share.
    init(width: Int, hasPane: Bool) {
        name = Column(start: Self.mark, width: max(width - Self.mark, 0))
        switch width {
        case 100...: full(width)
        case 80...: if hasPane { besidePane(width) } else { plain(width) }
        case 60...: narrow(width)
        case 36...: small(width)
        case 25...: tiny(width)
        default: break
        }
    }

    private mutating func full(_ width: Int) {
        let extra = width - 100
        let nameWidth = 14 + min(extra * 2 / 5, 26)
        let serverWidth = 18 + min(extra * 3 / 5, 30)
        name = Column(start: Self.mark, width: nameWidth)
        server = Column(start: name.range.upperBound + 2, width: serverWidth)
        wideRest(from: Self.mark + nameWidth + 2 + serverWidth + 2, grantWidth: 26, end: width)
    }

    private mutating func plain(_ width: Int) {
        name = Column(start: Self.mark, width: 14 + width - 80)
        wideRest(from: name.range.upperBound + 2, grantWidth: 26, end: width)
    }

    private mutating func besidePane(_ width: Int) {
        usesShortTags = true
        let extra = width - 80
        name = Column(start: Self.mark, width: 14 + extra / 2)
        let serverColumn = Column(start: name.range.upperBound + 2, width: 14 + extra - extra / 2)
        server = serverColumn
        wideRest(from: serverColumn.range.upperBound + 2, grantWidth: 10, end: width)
    }

    private mutating func wideRest(from start: Int, grantWidth: Int, end: Int) {
        grant = Column(start: start, width: grantWidth)
        token = Column(start: start + grantWidth + 1, width: 14)
        secret = Column(start: start + grantWidth + 16, width: 7)
        let healthStart = start + grantWidth + 25
        health = Column(start: healthStart, width: max(end - healthStart, 0))
    }

    private mutating func narrow(_ width: Int) {
        usesShortTags = true
        barCells = 4
        name = Column(start: Self.mark, width: 14 + width - 60)
        let start = name.range.upperBound + 2
        grant = Column(start: start, width: 10)
        token = Column(start: start + 12, width: 13)
        health = Column(start: start + 26, width: max(width - start - 26, 0))
    }

    private mutating func small(_ width: Int) {
        barCells = 4
        name = Column(start: Self.mark, width: width - Self.mark - 1 - 13 - 1 - 10)
        token = Column(start: name.range.upperBound + 1, width: 13)
        health = Column(start: name.range.upperBound + 15, width: 10)
    }

    private mutating func tiny(_ width: Int) {
        barCells = 4
        name = Column(start: Self.mark, width: width - Self.mark - 1 - 13)
        token = Column(start: name.range.upperBound + 1, width: 13)
    }
}
