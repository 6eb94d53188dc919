import FoundationEssentials
import GRDB

extension String {
    /// For a place in the SQL that reads `CAST(? AS TEXT)`: GRDB's own binding of text ends at the first NUL, and a name
    /// that is cut is another profile's name.
    var exact: any DatabaseValueConvertible {
        utf8.contains(0) ? Data(utf8) : self
    }
}

extension Optional<String> {
    var exact: (any DatabaseValueConvertible)? {
        map(\.exact)
    }
}
