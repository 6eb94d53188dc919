import MintCore

/// A message bus address that we may connect to: local sockets only.
///
/// The form is the D-Bus specification's "Server Addresses": entries between semicolons, each `transport:key=value,…`
/// with percent-escaped values. `tcp` would send secrets over a network, `unixexec` and `autolaunch` start programs.
struct BusAddress: Equatable {
    /// The address as it was given.
    let text: String
    /// The socket files that it names; abstract sockets have none.
    let socketPaths: [String]

    /// - Throws: ``BusFailure/notReady(_:)``: `noBus` for no address at all, `refused` for one that is not local.
    init(_ text: String?) throws(BusFailure) {
        let entries = (text ?? "").split(separator: ";").map { String($0) }
        guard let text, !entries.isEmpty else { throw .notReady(.noBus) }
        var paths: [String] = []
        for entry in entries {
            guard let colon = entry.firstIndex(of: ":") else { throw .refused("the bus address cannot be read") }
            let transport = entry[..<colon]
            guard transport == "unix" else {
                let name = String(transport).plainLine(limit: 20)
                throw .refused("the bus address uses \(name), and only local sockets are trusted")
            }
            let values = try Self.values(of: entry[entry.index(after: colon)...])
            switch (values["path"], values["abstract"]) {
            case (let path?, nil): paths.append(path)
            case (nil, .some): break
            default: throw .refused("the bus address names no socket")
            }
        }
        self.text = text
        socketPaths = paths
    }

    private static func values(of list: Substring) throws(BusFailure) -> [String: String] {
        var values: [String: String] = [:]
        for pair in list.split(separator: ",") {
            guard let equals = pair.firstIndex(of: "="), values[String(pair[..<equals])] == nil,
                let value = unescaped(pair[pair.index(after: equals)...])
            else { throw .refused("the bus address cannot be read") }
            values[String(pair[..<equals])] = value
        }
        return values
    }

    private static func unescaped(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let code = UInt8(digits, radix: 16),
                code != 0
            else { return nil }
            bytes.append(code)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
