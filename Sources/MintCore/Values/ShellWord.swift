extension String {
    /// As one word of a POSIX shell.
    public var shellWord: String {
        let isPlain =
            !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-_./:@%+=,".utf8.contains(byte)
                }
            }
        return isPlain && !hasPrefix("-") ? self : "'" + replacing("'", with: "'\\''") + "'"
    }

    /// The same for a text that may come from anywhere: what could steer a terminal is gone first.
    public var shellArgument: String { plainLine(limit: 4096).shellWord }
}
