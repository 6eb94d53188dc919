import MintCore

extension String {
    /// This text line by line without what could steer a terminal (W-7); its line breaks stay.
    func plainText() -> String {
        let unified = replacing("\r\n", with: "\n")
        let lines = unified.unicodeScalars.split(omittingEmptySubsequences: false) { scalar in
            scalar == "\n" || scalar == "\r" || scalar == "\u{2028}" || scalar == "\u{2029}" || scalar == "\u{85}"
        }
        return lines.map { String($0).plainLine(limit: max($0.count, 1)) }.joined(separator: "\n")
    }
}
