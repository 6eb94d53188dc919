import FoundationEssentials

/// Text as a header carries it: plain where it can be, in a base64 sentinel where not (M26-9).
enum HeaderText {
    static func encoded(_ text: String) -> String {
        needsSentinel(text) ? prefix + Data(text.utf8).base64EncodedString() + suffix : text
    }

    private static func needsSentinel(_ text: String) -> Bool {
        let bytes = text.utf8
        let isPlain = bytes.allSatisfy { (0x20...0x7E).contains($0) || $0 == tab }
        let isPadded = [bytes.first, bytes.last].compactMap(\.self).contains { $0 == space || $0 == tab }
        return !isPlain || isPadded || (text.hasPrefix(prefix) && text.hasSuffix(suffix))
    }

    private static let prefix = "=?base64?"
    private static let suffix = "?="
    private static let space = UInt8(ascii: " ")
    private static let tab = UInt8(ascii: "\t")
}
