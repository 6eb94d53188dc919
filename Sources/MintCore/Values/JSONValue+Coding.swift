import FoundationEssentials

extension JSONValue {
    /// Reads one JSON text (RFC 8259) in UTF-8; `nil` where the bytes are not one, or nest deeper than 128 levels.
    public init?(bytes: [UInt8]) {
        var reader = JSONReader(bytes)
        guard let value = try? reader.document() else { return nil }
        self = value
    }

    /// This value as JSON text with sorted members and bare slashes.
    public func serialized(pretty: Bool = false) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        // Encoding fails for non-finite numbers only, which JSON text cannot have given us.
        guard let data = try? encoder.encode(self) else { return "null" }
        return String(decoding: data, as: UTF8.self)
    }
}
