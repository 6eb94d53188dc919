import Foundation
import Testing

/// A secret that exists for one test alone, and all that it may look like where it should not be.
///
/// The forms are worked out here anew, so that a fault in the program's own is not repeated.
struct Canary: Sendable {
    let name: String
    let value: String
    private let forms: [(name: String, bytes: [UInt8])]

    /// Letters and digits; with the characters that encodings differ in where the place takes them.
    static func random(_ name: String, odd: Bool = false) -> Canary {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        func word(_ count: Int) -> String { String((0..<count).map { _ in letters.randomElement() ?? "x" }) }
        return Canary(name, odd ? word(9) + "/+ \"%&=~" + word(9) : word(28))
    }

    init(_ name: String, _ value: String) { self.init(name, value, bytes: Array(value.utf8)) }

    /// Of a secret that is no text.
    init(_ name: String, bytes: [UInt8]) { self.init(name, "", bytes: bytes) }

    private init(_ name: String, _ value: String, bytes: [UInt8]) {
        (self.name, self.value) = (name, value)
        var forms: [(String, [UInt8])] = [("as it is", bytes)]
        for (style, allowed) in [("percent", "-._~"), ("form", "-._*")] {
            for upper in [true, false] {
                let text = bytes.map { byte -> String in
                    let scalar = UnicodeScalar(byte)
                    let isPlain = byte < 0x80 && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte))
                    if isPlain || allowed.unicodeScalars.contains(scalar) { return String(scalar) }
                    if style == "form", byte == 0x20 { return "+" }
                    return String(format: upper ? "%%%02X" : "%%%02x", byte)
                }.joined()
                forms.append((style, Array(text.utf8)))
            }
        }
        for upper in [true, false] {
            forms.append(("hex", Array(bytes.map { String(format: upper ? "%02X" : "%02x", $0) }.joined().utf8)))
        }
        for offset in 0..<3 {
            let padded = Data([UInt8](repeating: 0, count: offset) + bytes).base64EncodedString()
            // Without what the neighbours on both sides decide.
            let own = padded.dropFirst([0, 2, 3][offset]).prefix((offset + bytes.count) * 8 / 6 - [0, 2, 3][offset])
            forms.append(("Base64", Array(own.utf8)))
            forms.append(("Base64url", Array(own.replacing("+", with: "-").replacing("/", with: "_").utf8)))
        }
        self.forms = forms
    }

    /// The name of a form that is in the bytes.
    func form(in data: Data) -> String? {
        data.withUnsafeBytes { hay in forms.first { Self.contains($0.bytes, in: hay) }?.name }
    }

    private static func contains(_ needle: [UInt8], in hay: UnsafeRawBufferPointer) -> Bool {
        guard let base = hay.baseAddress, let first = needle.first, hay.count >= needle.count else { return false }
        var place = 0
        while let found = memchr(base + place, Int32(first), hay.count - needle.count + 1 - place) {
            if memcmp(found, needle, needle.count) == 0 { return true }
            place = UnsafeRawPointer(found) - base + 1
            if place > hay.count - needle.count { return false }
        }
        return false
    }

    /// Each form, for a test of the search itself.
    var spellings: [Data] { forms.map { Data($0.bytes) } }
}

/// Looks for canaries.
struct CanarySearch: Sendable {
    var canaries: [Canary]

    /// What is found, and where: `client secret (Base64) in stderr of login`.
    func found(in data: Data, _ place: String) -> [String] {
        canaries.compactMap { canary in canary.form(in: data).map { "\(canary.name) (\($0)) in \(place)" } }
    }

    func found(in text: String, _ place: String) -> [String] { found(in: Data(text.utf8), place) }

    /// Every file below a folder, its name too.
    func found(below folder: String) -> [String] {
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return files.flatMap { name -> [String] in
            let content = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
            return found(in: content, name) + found(in: name, "a file's name")
        }
    }

    /// What a process was started with, as the kernel shows it now.
    func found(inProcess pid: pid_t) -> [String] {
        ["cmdline", "environ"].flatMap { name -> [String] in
            let data = FileManager.default.contents(atPath: "/proc/\(pid)/\(name)")
            return found(in: data ?? Data(), "/proc/PID/\(name)")
        }
    }

    /// What system calls wrote to files, pipes and terminals, from the log of `strace -f -yy -xx`; sockets are their own
    /// matter.
    func found(inTrace path: String) -> [String] {
        let log = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        return log.split(separator: "\n").flatMap { line -> [String] in
            guard
                let call = line.firstMatch(of: /(p?writev?(?:64|2)?|openat|rename\w*|mkdir\w*|linkat|symlinkat)\((.*)/),
                call.2.prefixMatch(of: /\d+<(TCP|UDP|UNIX|socket|NETLINK)/) == nil
            else { return [] }
            let place = String(decoding: bytes(of: call.2.prefix { $0 != "," && $0 != "\"" }), as: UTF8.self)
            return found(in: bytes(of: call.2), "\(call.1)(\(place)")
        }
    }

    /// The quoted, hexadecimal strings of one line of a trace.
    private func bytes(of line: Substring) -> Data {
        var data = Data()
        var rest = line[...]
        while let start = rest.range(of: "\\x") {
            guard let byte = UInt8(rest[start.upperBound...].prefix(2), radix: 16) else { break }
            data.append(byte)
            rest = rest[start.upperBound...].dropFirst(2)
        }
        return data
    }
}
