/// One pass over the bytes of a URL: a board reads tens of thousands before its first frame.
struct URLParts {
    var isSecure: Bool
    var host: String
    var port: Int?
    var path: String
    var query: String?
    var hasFragment: Bool

    /// - Returns: `nil` for anything but printable ASCII of the form `http[s]://host[:port][/path][?query][#fragment]`.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { return nil }
        guard let (isSecure, start) = Self.scheme(bytes) else { return nil }
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "#")) ?? bytes.endIndex
        let mark = bytes[start..<end].firstIndex(of: UInt8(ascii: "?"))
        let pathEnd = mark ?? end
        let authorityEnd = bytes[start..<pathEnd].firstIndex(of: UInt8(ascii: "/")) ?? pathEnd
        guard let (host, port) = Self.authority(bytes[start..<authorityEnd]) else { return nil }
        self.isSecure = isSecure
        self.host = host
        self.port = port
        path = String(decoding: bytes[authorityEnd..<pathEnd], as: UTF8.self)
        query = mark.map { String(decoding: bytes[($0 + 1)..<end], as: UTF8.self) }
        hasFragment = end != bytes.endIndex
    }

    /// Whether it is https, and where the authority starts.
    private static func scheme(_ bytes: UnsafeBufferPointer<UInt8>) -> (isSecure: Bool, start: Int)? {
        for (name, isSecure) in [("https://", true), ("http://", false)] as [(StaticString, Bool)] {
            let count = name.utf8CodeUnitCount
            guard bytes.count >= count else { continue }
            let isSame = (0..<count).allSatisfy { bytes[$0].lowercased == name.utf8Start[$0] }
            if isSame { return (isSecure, count) }
        }
        return nil
    }

    private static func authority(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> (host: String, port: Int?)? {
        let host: Slice<UnsafeBufferPointer<UInt8>>
        let rest: Slice<UnsafeBufferPointer<UInt8>>
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            host = bytes[(bytes.startIndex + 1)..<close]
            rest = bytes[(close + 1)...]
            guard host.contains(UInt8(ascii: ":")), host.allSatisfy({ $0.isHexDigit || $0 == 0x3A || $0 == 0x2E })
            else {
                return nil
            }
        } else {
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            host = bytes[..<colon]
            rest = bytes[colon...]
            guard !host.isEmpty, host.allSatisfy(\.isHostCharacter) else { return nil }
        }
        let name = String(decoding: host.map(\.lowercased), as: UTF8.self)
        guard let first = rest.first else { return (name, nil) }
        let digits = rest.dropFirst()
        guard first == UInt8(ascii: ":"), (1...5).contains(digits.count),
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let port = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return (1...65_535).contains(port) ? (name, port) : nil
    }
}

extension UInt8 {
    fileprivate var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
    fileprivate var isHexDigit: Bool { (0x30...0x39).contains(self) || (0x61...0x66).contains(self | 0x20) }
    fileprivate var isHostCharacter: Bool {
        (0x30...0x39).contains(self) || (0x61...0x7A).contains(self | 0x20) || self == 0x2E || self == 0x2D
            || self == 0x5F
    }
}
