import Foundation
import HTTPTypes
import MintCore
import MintHTTP

/// Plain HTTP for a hand-written client: one request, one whole answer, no redirect followed.
struct Web: Sendable {
    let transport: AsyncHTTPTransport

    struct Reply: Sendable {
        let status: Int
        let headers: HTTPFields
        let body: [UInt8]

        /// The body as JSON, or the last message of an event stream.
        var json: JSONValue? {
            guard headers[.contentType]?.hasPrefix("text/event-stream") == true else { return JSONValue(bytes: body) }
            let lines = String(decoding: body, as: UTF8.self).split(separator: "\n")
            let data = lines.last { $0.hasPrefix("data: {") }
            return data.flatMap { JSONValue(bytes: Array($0.dropFirst(6).utf8)) }
        }

        func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

        /// A parameter of the challenge.
        func challenge(_ name: String) -> String? {
            guard let text = header("WWW-Authenticate"), let start = text.range(of: "\(name)=\"") else { return nil }
            return String(text[start.upperBound...].prefix { $0 != "\"" })
        }
    }

    struct Unusable: Error {
        let url: String
    }

    func get(_ url: String, _ headers: [(String, String)] = []) async throws -> Reply {
        try await send(.get, url, headers, [])
    }

    func post(_ url: String, json: JSONValue, _ headers: [(String, String)] = []) async throws -> Reply {
        try await send(
            .post, url, [("Content-Type", "application/json")] + headers, Array(json.serialized().utf8))
    }

    func post(_ url: String, form: [String: String], _ headers: [(String, String)] = []) async throws -> Reply {
        let body = form.map { "\($0.key)=\(Self.escaped($0.value))" }.joined(separator: "&")
        return try await send(
            .post, url, [("Content-Type", "application/x-www-form-urlencoded")] + headers, Array(body.utf8))
    }

    /// Reads a stream until the first message is there, and drops it then.
    func firstMessage(_ url: String, _ headers: [(String, String)]) async throws {
        guard let target = HTTPURL(url) else { throw Unusable(url: url) }
        let stream = try await transport.open(
            TransportRequest(.get, target, headers: try Self.fields(headers)), deadline: .seconds(20))
        var text = ""
        for try await chunk in stream.chunks {
            text += String(decoding: chunk, as: UTF8.self)
            if text.contains("data: {") { return }
        }
    }

    static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let isPlain = character.isASCII && (character.isLetter || character.isNumber || "-._~".contains(character))
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(character) : "%" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
    }

    private func send(
        _ method: HTTPRequest.Method, _ url: String, _ headers: [(String, String)], _ body: [UInt8]
    ) async throws -> Reply {
        guard let target = HTTPURL(url) else { throw Unusable(url: url) }
        let answer = try await transport.send(
            TransportRequest(method, target, headers: try Self.fields(headers), body: body), deadline: .seconds(20))
        return Reply(status: answer.status, headers: answer.headers, body: answer.body)
    }

    private static func fields(_ headers: [(String, String)]) throws -> HTTPFields {
        var fields: HTTPFields = [:]
        for (name, value) in headers {
            guard let field = HTTPField.Name(name) else { throw Unusable(url: name) }
            fields.append(HTTPField(name: field, value: value))
        }
        return fields
    }
}
