import FoundationEssentials
import MintCore

/// The part of a rotation that is one JSON text.
enum StoredRotation {
    static func encoded(_ details: RotationDetails) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(details), as: UTF8.self)
    }

    static func decoded(_ text: String) throws -> RotationDetails {
        try JSONDecoder().decode(RotationDetails.self, from: Data(text.utf8))
    }
}
