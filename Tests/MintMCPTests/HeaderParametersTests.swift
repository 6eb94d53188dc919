import HTTPTypes
import MintCore
import Testing

@testable import MintMCP

@Suite struct HeaderParametersTests {
    private func schema(_ text: String) throws -> JSONValue { try #require(JSONValue(bytes: Array(text.utf8))) }

    @Test func `M26-8: marked arguments become headers, absent and null ones do not`() throws {
        let parameters = try HeaderParameters(
            schema: schema(
                #"""
                {"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"},
                 "n":{"type":"integer","x-mcp-header":"N"},"flag":{"type":"boolean","x-mcp-header":"Flag"},
                 "maybe":{"type":["string","null"],"x-mcp-header":"Maybe"},
                 "gone":{"type":"string","x-mcp-header":"Gone"},
                 "where":{"type":"object","properties":{"city":{"type":"string","x-mcp-header":"City"}}},
                 "plain":{"type":"number"}}}
                """#))
        let headers = try parameters.headers(for: [
            "region": "eu west", "n": -7, "flag": false, "maybe": .null, "where": ["city": "Zürich"], "plain": 1,
        ])
        let sent = Dictionary(uniqueKeysWithValues: headers.map { ($0.name.rawName, $0.value) })
        #expect(
            sent == [
                "Mcp-Param-Region": "eu west", "Mcp-Param-N": "-7", "Mcp-Param-Flag": "false",
                "Mcp-Param-City": "=?base64?WsO8cmljaA==?=",
            ])
    }

    @Test(arguments: [
        #"{"properties":{"a":{"type":"string","x-mcp-header":""}}}"#,
        #"{"properties":{"a":{"type":"string","x-mcp-header":"My Region"}}}"#,
        #"{"properties":{"a":{"type":"string","x-mcp-header":"Ü"}}}"#,
        #"{"properties":{"a":{"type":"string","x-mcp-header":"a\nb"}}}"#,
        #"{"properties":{"a":{"type":"string","x-mcp-header":"a:b"}}}"#,
        #"{"properties":{"a":{"type":"string","x-mcp-header":7}}}"#,
        #"{"properties":{"a":{"type":"number","x-mcp-header":"A"}}}"#,
        #"{"properties":{"a":{"type":"object","x-mcp-header":"A"}}}"#,
        #"{"properties":{"a":{"type":"array","x-mcp-header":"A"}}}"#, #"{"properties":{"a":{"x-mcp-header":"A"}}}"#,
        #"{"properties":{"a":{"type":["string","integer"],"x-mcp-header":"A"}}}"#,
        #"{"type":"string","x-mcp-header":"A"}"#,
        #"{"properties":{"a":{"type":"string","x-mcp-header":"A"},"b":{"type":"string","x-mcp-header":"a"}}}"#,
        #"{"properties":{"a":{"type":"array","items":{"type":"string","x-mcp-header":"A"}}}}"#,
        #"{"$defs":{"d":{"type":"string","x-mcp-header":"A"}}}"#,
        #"{"oneOf":[{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}]}"#,
    ])
    func `M26-8: a mark that breaks a rule makes the tool unusable`(text: String) throws {
        let schema = try schema(text)
        let error = #expect(throws: HeaderParameters.Invalid.self) { try HeaderParameters(schema: schema) }
        #expect(error?.reason.isEmpty == false && error?.reason.contains("\n") == false)
    }

    @Test(arguments: [
        #"{"properties":{"x-mcp-header":{"type":"string"}}}"#,
        #"{"default":{"x-mcp-header":""},"examples":[{"x-mcp-header":1}]}"#,
        #"{"properties":{"a":{"type":"string","enum":["x"],"const":{"x-mcp-header":3}}}}"#, "true", "{}",
    ])
    func `data that looks like a mark is none`(text: String) throws {
        #expect(try HeaderParameters(schema: schema(text)).parameters.isEmpty)
    }

    @Test(arguments: [.double(1.5), .int(1 << 53), [1], ["a": 1]] as [JSONValue])
    func `an argument that fits in no header is named, not guessed`(value: JSONValue) throws {
        let parameters = try HeaderParameters(
            schema: schema(#"{"properties":{"a":{"type":"integer","x-mcp-header":"A"}}}"#))
        #expect(throws: HeaderParameters.Unsendable.self) { try parameters.headers(for: ["a": value]) }
    }

    @Test func `the largest exact whole number is sent`() throws {
        let parameters = try HeaderParameters(
            schema: schema(#"{"properties":{"a":{"type":"integer","x-mcp-header":"A"}}}"#))
        #expect(try parameters.headers(for: ["a": -9_007_199_254_740_991]).first?.value == "-9007199254740991")
    }

    @Test func `a bottomless schema is refused`() {
        var schema: JSONValue = ["type": "string", "x-mcp-header": "A"]
        for _ in 0..<100 { schema = ["properties": ["a": schema]] }
        #expect(throws: HeaderParameters.Invalid.self) { try HeaderParameters(schema: schema) }
    }
}
