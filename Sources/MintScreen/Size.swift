/// A number of columns and rows; never negative.
public struct Size: Hashable, Sendable {
    public var columns: Int, rows: Int

    public init(columns: Int, rows: Int) {
        self.columns = max(columns, 0)
        self.rows = max(rows, 0)
    }
}

/// A cell's place, counted from the upper left corner, which is 0, 0.
public struct Position: Hashable, Sendable {
    public var row: Int, column: Int
    public init(row: Int, column: Int) { (self.row, self.column) = (row, column) }
}
