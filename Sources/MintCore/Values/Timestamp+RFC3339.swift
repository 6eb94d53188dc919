extension Timestamp {
    /// Reads `2026-11-20T09:30:00Z`, with a fraction (which is dropped) and with an offset for `Z` (RFC 3339 §5.6).
    ///
    /// - Returns: `nil` for anything else, a moment without an offset among it.
    public init?(rfc3339 text: String) {
        let utf8 = Array(text.utf8)
        guard utf8.count >= 20, utf8.count <= 64, utf8.allSatisfy({ $0 < 0x80 }), "Tt ".utf8.contains(utf8[10]),
            let day = Timestamp(day: String(decoding: utf8[..<10], as: UTF8.self)),
            let time = Self.clock(utf8[11..<19], seconds: true)
        else { return nil }
        var rest = utf8[19...]
        if rest.first == 0x2E {
            let fraction = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !fraction.isEmpty else { return nil }
            rest = rest[fraction.endIndex...]
        }
        guard let offset = Self.offset(rest) else { return nil }
        self.init(day.rawValue + time - offset)
    }

    private static func offset(_ text: ArraySlice<UInt8>) -> Int? {
        guard let first = text.first else { return nil }
        if first == 0x5A || first == 0x7A { return text.count == 1 ? 0 : nil }
        guard first == 0x2B || first == 0x2D, let seconds = clock(text.dropFirst(), seconds: false) else { return nil }
        return first == 0x2B ? seconds : -seconds
    }

    /// `09:30:00` or `09:30` as seconds; a leap second counts as the one after it.
    private static func clock(_ text: ArraySlice<UInt8>, seconds: Bool) -> Int? {
        let parts = text.split(separator: 0x3A, omittingEmptySubsequences: false).map { part -> Int? in
            guard part.count == 2, part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return Int(part[part.startIndex] - 0x30) * 10 + Int(part[part.startIndex + 1] - 0x30)
        }
        guard parts.count == (seconds ? 3 : 2), let hour = parts[0], hour < 24, let minute = parts[1], minute < 60,
            let second = seconds ? parts[2] : 0, second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }
}
