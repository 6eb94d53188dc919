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
        let clean = { (text: [UInt8]) in forms.reduce(text) { Self.replacing($1, in: $0) } }
        copy.body = clean(body)
        // JSON may spell any character as an escape, and many servers spell `/` and `+` so.
        if copy.body.contains(UInt8(ascii: "\\")), let json = JSONValue(bytes: copy.body) {
            let cleaned = json.mappingTexts { String(decoding: clean(Array($0.utf8)), as: UTF8.self) }
            if cleaned != json { copy.body = Array(cleaned.serialized().utf8) }
        }
        if let location = headers[.location] {
            copy.headers[.location] = String(decoding: clean(Array(location.utf8)), as: UTF8.self)
        }
        return copy
    }

    private static func replacing(_ needle: [UInt8], in hay: [UInt8]) -> [UInt8] {
        guard var found = hay.firstIndex(of: needle, from: 0) else { return hay }
        var out: [UInt8] = []
        var start = 0
        while true {
            out += hay[start..<found] + Array("<secret>".utf8)
            start = found + needle.count
            guard let next = hay.firstIndex(of: needle, from: start) else { return out + hay[start...] }
            found = next
        }
    }
}

extension [UInt8] {
    /// Where `needle` begins at or after `start`. The standard library's search of any collection takes 600 µs for one
    /// answer; bytes alone take a few.
    fileprivate func firstIndex(of needle: [UInt8], from start: Int) -> Int? {
        guard let first = needle.first, needle.count <= count else { return nil }
        return withUnsafeBytes { hay in
            needle.withUnsafeBytes { needle in
                (start..<Swift.max(start, hay.count - needle.count + 1)).first { place in
                    hay[place] == first && hay[place..<(place + needle.count)].elementsEqual(needle)
                }
            }
        }
    }
}

extension JSONValue {
    /// This value with every text in it, names of members included, changed.
    fileprivate func mappingTexts(_ change: (String) -> String) -> JSONValue {
        switch self {
        case .null, .bool, .int, .double: self
        case .string(let text): .string(change(text))
        case .array(let items): .array(items.map { $0.mappingTexts(change) })
        case .object(let members):
            .object(
                Dictionary(members.map { (change($0.key), $0.value.mappingTexts(change)) }, uniquingKeysWith: { $1 }))
        }
    }
}
