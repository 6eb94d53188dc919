import FoundationEssentials
import TestSupport
import Testing

@testable import MintCore

extension ScriptedRequest {
    /// The fields of a form body. A name that came twice is a failure of the test (TK-1).
    var form: [String: String] {
        var fields: [String: String] = [:]
        for pair in String(decoding: sent.body, as: UTF8.self).split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FormEncoding.decode(halves[0]), halves.count == 2 else { continue }
            #expect(fields[name] == nil, "\(name) was sent twice")
            fields[name] = FormEncoding.decode(halves[1])
        }
        return fields
    }

    /// The JSON of a JWT in a field or a header; null where there is none.
    func claims(_ jwt: String?, part: Int = 1) -> JSONValue {
        let parts = (jwt ?? "").split(separator: ".")
        guard parts.count == 3, let bytes = Base64URL.decode(parts[part]) else { return .null }
        return JSONValue(bytes: bytes) ?? .null
    }

    var proof: JSONValue { claims(header("DPoP")) }
    var proofHeader: JSONValue { claims(header("DPoP"), part: 0) }
}

extension Timestamp {
    /// As an HTTP server writes it: `Thu, 01 Jan 1970 00:00:00 GMT`. The day of the week is not looked at.
    var httpText: String {
        let text = Array(utcText)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let month = Int(String(text[5..<7])) ?? 1
        return "Mon, \(String(text[8..<10])) \(months[month - 1]) \(String(text[0..<4])) \(String(text[11..<19])) GMT"
    }
}

/// Everything that can be read of an error, a value or a trace: where no canary may sing.
func everyWord(of value: Any) -> String {
    var text = "\(value) \(String(reflecting: value)) "
    dump(value, to: &text)
    if let error = value as? any Error {
        let failure = Failure(error)
        text += " \(failure.headline) \(failure.hint ?? "") \(error) "
    }
    return text
}
