import MintCore

extension String {
    /// This text line by line without what could steer a terminal (W-7); its line breaks stay.
    func plainText() -> String {
        // Scalar by scalar: looking for `\r\n` in a `String` steps back over what may be one endless row of flags.
        var lines = [String.UnicodeScalarView()]
        var previous: Unicode.Scalar?
        for scalar in unicodeScalars {
            if !Self.breaks.contains(scalar) {
                lines[lines.count - 1].append(scalar)
            } else if scalar != "\n" || previous != "\r" {
                lines.append(String.UnicodeScalarView())
            }
            previous = scalar
        }
        return lines.map { String($0).plainLine(limit: max($0.count, 1)) }.joined(separator: "\n")
    }

    private static let breaks: Set<Unicode.Scalar> = ["\n", "\r", "\u{2028}", "\u{2029}", "\u{85}"]
}
