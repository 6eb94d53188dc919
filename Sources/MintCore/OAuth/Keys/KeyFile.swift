/// What a key file holds, before anybody looks at the key.
enum KeyFile {
    case der([UInt8])
    case jwk([String: JSONValue])

    /// The most that is read; the longest sensible file, an RSA 8192 key with a certificate chain, stays far below.
    static let sizeLimit = 256 * 1024

    init(_ file: Secret) throws(SigningKeyError) {
        guard file.count <= Self.sizeLimit else { throw .tooLarge(limit: Self.sizeLimit) }
        let bytes = file.withBytes { Array($0) }
        let text = bytes.trimmed
        guard !text.isEmpty else { throw .empty }
        if bytes.first == 0x30 {
            self = .der(bytes)
        } else if let blocks = try PEMBlock.blocks(in: bytes) {
            self = .der(try blocks.privateKey())
        } else if text.first == UInt8(ascii: "{") {
            self = .jwk(try Self.privateKey(inJSON: Array(text)))
        } else if text.starts(with: "PuTTY-User-Key-File-".utf8) {
            throw .unsupportedFormat(.putty)
        } else if ["ssh-", "ecdsa-sha2-", "sk-ssh-"].contains(where: { text.starts(with: $0.utf8) }) {
            throw .publicOnly(.publicKey)
        } else {
            throw .notAKey
        }
    }

    /// The one private JWK of a key or a key set (RFC 7517 §4, §5).
    private static func privateKey(inJSON bytes: [UInt8]) throws(SigningKeyError) -> [String: JSONValue] {
        guard let members = JSONValue(bytes: bytes)?.members else { throw .damaged("it is not sound JSON") }
        guard let keys = members["keys"]?.items else {
            guard let type = members["kty"]?.text else { throw .notAKey }
            guard type != "oct" else { throw .symmetricKey }
            guard members["d"] != nil else { throw .publicOnly(.jwk) }
            return members
        }
        let entries = keys.compactMap(\.members)
        let asymmetric = entries.filter { $0["kty"]?.text != nil && $0["kty"] != "oct" }
        let own = asymmetric.filter { $0["d"] != nil }
        guard own.count <= 1 else { throw .severalKeys(own.count) }
        if let only = own.first { return only }
        guard asymmetric.isEmpty else { throw .publicOnly(.jwk) }
        throw entries.contains { $0["kty"] == "oct" } ? .symmetricKey : .notAKey
    }
}

extension BidirectionalCollection<UInt8> {
    /// Without the white space of JSON and PEM at either end, and without a byte order mark.
    var trimmed: SubSequence {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        var rest = self[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        rest = rest.drop(while: isBlank)
        return rest[..<(rest.lastIndex { !isBlank($0) }.map(rest.index(after:)) ?? rest.startIndex)]
    }
}
