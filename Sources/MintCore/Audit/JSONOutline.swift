/// A look at JSON text before it is decoded: how deep it nests, and which member names its outermost object repeats.
///
/// Decoders recurse, and each chooses its own of two equal members; a token from anywhere must neither overflow a stack nor
/// show one claim to us and another to its server (RFC 7519 §4).
struct JSONOutline {
    private(set) var depth = 0
    private(set) var repeatedMembers: [String] = []

    init(_ bytes: [UInt8]) {
        var level = 0
        var seen: Set<String> = []
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                level += 1
                depth = max(depth, level)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): level -= 1
            case UInt8(ascii: "\""):
                let end = Self.end(ofStringAt: index, in: bytes)
                if level == 1, Self.isName(endingAt: end, in: bytes), let name = Self.text(bytes[index..<end]),
                    !seen.insert(name).inserted, !repeatedMembers.contains(name)
                {
                    repeatedMembers.append(name)
                }
                index = end
                continue
            default: break
            }
            index += 1
        }
    }

    /// The index behind the closing quote, or behind the text where there is none.
    private static func end(ofStringAt start: Int, in bytes: [UInt8]) -> Int {
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, bytes.count)
    }

    private static func isName(endingAt end: Int, in bytes: [UInt8]) -> Bool {
        bytes[end...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: ":")
    }

    /// The text that a quoted string stands for: `"\u0073ub"` is `sub`.
    private static func text(_ quoted: ArraySlice<UInt8>) -> String? { JSONValue(bytes: Array(quoted))?.text }
}
