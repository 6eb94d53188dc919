import HTTPTypes

extension TransportResponse {
    /// Whether the body is a token answer, which is never shown.
    var isGrant: Bool { status == 200 && JSONValue(bytes: body)?["access_token"] != nil }

    /// What the body says to be secret.
    var issuedSecrets: [Secret] {
        guard let json = JSONValue(bytes: body) else { return [] }
        return ["access_token", "refresh_token", "id_token"].compactMap { json[$0]?.text.map { Secret($0) } }
    }

    /// This answer with every copy of a secret in its body and its `Location`, as it is, form-encoded, or written with the
    /// escapes of JSON, replaced by `<secret>`. Secrets of fewer than four bytes are left: they would be found in any text.
    func without(_ secret: Secret) -> TransportResponse {
        guard secret.count >= 4 else { return self }
        var copy = self
        let forms = secret.withBytes { [Array($0), FormEncoding.encode($0), FormEncoding.percentEncode($0)] }
        if body.contains(UInt8(ascii: "\\")), let json = JSONValue(bytes: body) {
            copy.body = Array(json.mappingTexts { Self.replacing(forms, in: Array($0.utf8)) }.serialized().utf8)
        } else {
            copy.body = Self.replacing(forms, in: body)
        }
        if let location = copy.headers[.location] {
            copy.headers[.location] = String(decoding: Self.replacing(forms, in: Array(location.utf8)), as: UTF8.self)
        }
        return copy
    }

    private static func replacing(_ needles: [[UInt8]], in hay: [UInt8]) -> [UInt8] {
        needles.reduce(hay) { replacing($1, in: $0) }
    }

    private static func replacing(_ needle: [UInt8], in hay: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var rest = hay[...]
        while let found = rest.firstRange(of: needle) {
            out += rest[..<found.lowerBound] + Array("<secret>".utf8)
            rest = rest[found.upperBound...]
        }
        return out + rest
    }
}

extension JSONValue {
    /// This value with each of its texts changed; the names of members stay.
    fileprivate func mappingTexts(_ change: (String) -> [UInt8]) -> JSONValue {
        switch self {
        case .string(let text): .string(String(decoding: change(text), as: UTF8.self))
        case .array(let values): .array(values.map { $0.mappingTexts(change) })
        case .object(let members): .object(members.mapValues { $0.mappingTexts(change) })
        default: self
        }
    }
}
