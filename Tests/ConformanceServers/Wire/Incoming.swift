internal import HTTPTypes
internal import MintCore

/// One request, read whole.
struct Incoming: Sendable {
    let method: HTTPRequest.Method
    let path: String
    /// The first value of each parameter.
    let query: [String: String]
    let headers: HTTPFields
    let body: [UInt8]

    /// The body as JSON, where it says that it is.
    var json: JSONValue? { mediaType == "application/json" ? JSONValue(bytes: body) : nil }

    /// The parameters of a form or of a JSON object, whichever was sent.
    var parameters: [String: String] {
        if mediaType == "application/x-www-form-urlencoded" { return FormText.pairs(body) }
        return json?.members?.compactMapValues(\.text) ?? [:]
    }

    var mediaType: String? {
        headers[.contentType]?.split(separator: ";").first.map { $0.filter { $0 != " " }.lowercased() }
    }

    /// A header by any name; several lines are joined, as Node does.
    func header(_ name: String) -> String? {
        guard let name = HTTPField.Name(name) else { return nil }
        let lines = headers[values: name]
        return lines.isEmpty ? nil : lines.joined(separator: ", ")
    }

    var authorization: String? { headers[.authorization] }

    /// The token after `Bearer `.
    var bearer: String? {
        guard let authorization, authorization.hasPrefix("Bearer ") else { return nil }
        return String(authorization.dropFirst(7))
    }
}

/// `application/x-www-form-urlencoded`, read as leniently as web frameworks do.
enum FormText {
    static func pairs(_ bytes: [UInt8]) -> [String: String] {
        var found: [String: String] = [:]
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = decode(sides[0])
            if found[name] == nil { found[name] = sides.count == 2 ? decode(sides[1]) : "" }
        }
        return found
    }

    /// `+` is a space; a broken escape stays as it is.
    static func decode(_ bytes: some Sequence<UInt8>) -> String {
        percentDecoded(bytes.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 })
    }

    static func percentDecoded(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let value = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                output.append(value)
                index += 3
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            if character.isASCII, character.isLetter || character.isNumber || "*-._".contains(character) {
                return String(character)
            }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
    }
}
