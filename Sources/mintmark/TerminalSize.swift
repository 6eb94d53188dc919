import CProcess
import Glibc

extension StandardStreams {
    /// Columns and rows of the terminal behind stderr that can draw block characters; `nil` where it is none.
    static var screenSize: (columns: Int, rows: Int)? {
        var size = winsize()
        guard isatty(STDERR_FILENO) == 1, mint_window_size(STDERR_FILENO, &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
