/// A value of the TOML that we take: strings, whole numbers, true and false, arrays of strings.
public enum TOMLValue: Equatable, Sendable {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case strings([String])
}

extension TOMLValue {
    /// As it is written in a file.
    public var text: String {
        switch self {
        case .string(let text): Self.quoted(text)
        case .integer(let number): String(number)
        case .boolean(let truth): truth ? "true" : "false"
        case .strings(let texts): "[" + texts.map(Self.quoted).joined(separator: ", ") + "]"
        }
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\t": "\\t"
            case "\r": "\\r"
            case _ where !scalar.isSafeToShow:
                "\\U" + String(repeating: "0", count: 8 - String(scalar.value, radix: 16).count)
                    + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}

/// A file's tables and keys, in order, each with its place.
struct TOMLDocument: Equatable, Sendable {
    var tables: [Table] = []
    var entries: [Entry] = []

    struct Table: Equatable, Sendable {
        /// `board.colors` as `["board", "colors"]`.
        var path: [String]
        var at: TextPosition
    }

    struct Entry: Equatable, Sendable {
        /// With the names of its table before it.
        var path: [String]
        var at: TextPosition
        var value: TOMLValue
        var valueAt: TextPosition
    }
}

/// Why a text is not the TOML that we take.
struct TOMLError: Error, Equatable {
    var at: TextPosition
    var words: String
    var advice: String
}
