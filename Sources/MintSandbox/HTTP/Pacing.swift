/// How an answer misbehaves while it is being written.
struct Pacing: Sendable, Equatable {
    /// Milliseconds between the sixteenths of the body; zero writes it at once.
    var trickle = 0
    /// Breaks the connection after half of the body.
    var cut = false

    var isPlain: Bool { trickle == 0 && !cut }

    /// The pieces to write: as they were, or sixteenths where each is to be waited for; half of them where it is cut.
    func pieces(of body: [[UInt8]]) -> [[UInt8]] {
        guard !isPlain else { return body }
        let bytes = body.flatMap { $0 }
        let kept = cut ? bytes.prefix(bytes.count / 2) : bytes[...]
        let size = trickle > 0 ? max(1, (kept.count + 15) / 16) : max(1, kept.count)
        return stride(from: 0, to: kept.count, by: size).map { Array(kept[$0..<min($0 + size, kept.count)]) }
    }
}
