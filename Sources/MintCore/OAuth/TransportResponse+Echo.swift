import HTTPTypes

extension TransportResponse {
    /// Whether the body is a token answer, which is never shown.
    var isGrant: Bool { status == 200 && JSONValue(bytes: body)?["access_token"] != nil }

    /// This answer with every copy of a secret in its body and its `Location`, as it is and form-encoded, replaced by `<secret>`.
    /// Secrets of fewer than four bytes are left: they would be found in any text.
    func without(_ secret: Secret) -> TransportResponse {
        guard secret.count >= 4 else { return self }
        var copy = self
        for form in secret.withBytes({ [Array($0), FormEncoding.encode($0), FormEncoding.percentEncode($0)] }) {
            copy.body = Self.replacing(form, in: copy.body)
            if let location = copy.headers[.location] {
                copy.headers[.location] = String(
                    decoding: Self.replacing(form, in: Array(location.utf8)), as: UTF8.self)
            }
        }
        return copy
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
