import MintScreen

/// Which part of a screen is where. Shared by the state, which must know how many rows a page has, and the drawing.
struct Layout: Equatable, Sendable {
    let size: Size
    /// Rows above the body: the heading, the column names.
    let headRows: Int
    /// Rows below it: a rule, the line about the selected row, the keys.
    let footRows: Int
    /// Columns of the list.
    let listColumns: Int
    /// Where the inspect pane stands beside the list; `nil` without one.
    let paneColumns: Range<Int>?

    init(size: Size) {
        self.size = size
        switch size.rows {
        case ...2: (headRows, footRows) = (0, 0)
        case 3...4: (headRows, footRows) = (1, 0)
        case 5...6: (headRows, footRows) = (1, 1)
        case 7...8: (headRows, footRows) = (2, 2)
        default: (headRows, footRows) = (2, 3)
        }
        if size.columns >= 120, size.rows >= 9 {
            let pane = min(max(size.columns - 81, 39), 79)
            listColumns = size.columns - pane - 1
            paneColumns = (listColumns + 1)..<size.columns
        } else {
            listColumns = size.columns
            paneColumns = nil
        }
    }

    /// Rows of profiles.
    var listRows: Int { max(size.rows - headRows - footRows, 0) }
    /// Rows of text on a screen over the list; it needs no column names.
    var bodyRows: Int { max(size.rows - min(headRows, 1) - min(footRows, 1), 0) }
    var ruleRow: Int? { footRows >= 3 ? size.rows - 3 : nil }
    var detailRow: Int? { footRows >= 2 ? size.rows - 2 : nil }
    var keyRow: Int? { footRows >= 1 ? size.rows - 1 : nil }

    /// The first row to show so that one row is in view, moving as little as possible.
    func firstRow(showing place: Int, of count: Int, from top: Int) -> Int {
        let highest = max(count - listRows, 0)
        let lowest = max(place - listRows + 1, 0)
        return min(min(max(top, lowest), max(place, 0)), highest)
    }
}
