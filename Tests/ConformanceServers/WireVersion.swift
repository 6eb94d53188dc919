/// The revisions of the protocol that a scenario can run at.
public enum WireVersion: String, CaseIterable, Comparable, Sendable {
    case march2025 = "2025-03-26"
    case june2025 = "2025-06-18"
    case november2025 = "2025-11-25"
    case july2026 = "2026-07-28"

    /// Whether a run at this revision begins with the `initialize` handshake.
    public var isStateful: Bool { self < .july2026 }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    public static func < (a: WireVersion, b: WireVersion) -> Bool { a.place < b.place }
}
