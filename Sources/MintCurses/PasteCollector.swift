/// A bracketed paste while it arrives.
struct PasteCollector {
    private(set) var text = ""
    private var last = ContinuousClock.now
    /// More than any key or certificate; the rest is dropped.
    private static let limit = 1 << 20

    mutating func append(_ code: UInt32) {
        last = .now
        guard let scalar = Unicode.Scalar(code), text.utf8.count < Self.limit else { return }
        text.unicodeScalars.append(scalar == "\r" ? "\n" : scalar)
    }

    /// The terminal never said that the paste is over.
    var isAbandoned: Bool { ContinuousClock.now - last > .seconds(2) }
}
