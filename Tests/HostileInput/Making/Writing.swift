import MintCore

extension Dice {
    /// JSON text for the value, as servers differ in writing it: white space, escapes, members twice. Sometimes broken.
    mutating func written(_ value: JSONValue) -> [UInt8] {
        var text: [UInt8] = once(in: 50) ? [0xEF, 0xBB, 0xBF] : []
        write(value, escapes: once(in: 3), into: &text)
        return once(in: 5) ? mutated(text) : text
    }

    /// JSON text for the value that any reader must take for it.
    mutating func soundlyWritten(_ value: JSONValue) -> [UInt8] {
        var text: [UInt8] = []
        write(value, escapes: once(in: 2), into: &text)
        return text
    }

    private mutating func write(_ value: JSONValue, escapes: Bool, into text: inout [UInt8]) {
        if once(in: 6) { text.append(pick([0x20, 0x0A, 0x0D, 0x09])) }
        switch value {
        case .null: text += "null".utf8
        case .bool(let flag): text += (flag ? "true" : "false").utf8
        case .int(let number): text += "\(number)".utf8
        case .double(let number): text += "\(number)".utf8
        case .string(let string): write(string, escapes: escapes, into: &text)
        case .array(let items):
            text.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                write(item, escapes: escapes, into: &text)
            }
            text.append(UInt8(ascii: "]"))
        case .object(let members): write(members, escapes: escapes, into: &text)
        }
        if once(in: 6) { text.append(0x20) }
    }

    private mutating func write(_ members: [String: JSONValue], escapes: Bool, into text: inout [UInt8]) {
        text.append(UInt8(ascii: "{"))
        var isFirst = true
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            if !isFirst { text.append(UInt8(ascii: ",")) }
            isFirst = false
            write(name, escapes: escapes, into: &text)
            text.append(UInt8(ascii: ":"))
            write(value, escapes: escapes, into: &text)
            // A second member of the name, which must not count.
            guard once(in: 30) else { continue }
            text.append(UInt8(ascii: ","))
            write(name, escapes: escapes, into: &text)
            text += ":\"second\"".utf8
        }
        text.append(UInt8(ascii: "}"))
    }

    private mutating func write(_ string: String, escapes: Bool, into text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for scalar in string.unicodeScalars {
            let must = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            if must || (escapes && (scalar == "/" || scalar == "+" || once(in: 6))) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: once(in: 2))
                    text += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
                }
            } else {
                text += String(scalar).utf8
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}
