import MintCore
import Testing

@testable import MintMCP

@Suite struct ToolResultTests {
    private func value(_ text: String) throws -> JSONValue { try #require(JSONValue(bytes: Array(text.utf8))) }

    @Test(arguments: [
        (#"{"content":[{"type":"text","text":"one\ntwo"},{"type":"text","text":"three"}]}"#, "one\ntwo\nthree"),
        (#"{"content":[{"type":"image","mimeType":"image/png","data":"AAECAw=="}]}"#, "[image image/png 4 bytes]"),
        (#"{"content":[{"type":"audio","mimeType":"audio/wav","data":""}]}"#, "[audio audio/wav 0 bytes]"),
        (#"{"content":[{"type":"resource_link","name":"r","uri":"file:///x"}]}"#, "[link r file:///x]"),
        (#"{"content":[{"type":"resource","resource":{"uri":"a:b","text":"t\u001b[2J"}}]}"#, "[resource a:b]\nt[2J"),
        (#"{"content":[{"type":"resource","resource":{"uri":"a:b","blob":"AAAA"}}]}"#, "[resource a:b 3 bytes]"),
        (#"{"content":[{"type":"hologram\u001b[0m","x":1}]}"#, "[hologram[0m]"), (#"{"content":[7]}"#, "[item]"),
        (#"{"content":[],"structuredContent":{"sum":5}}"#, "{\n  \"sum\" : 5\n}"), (#"{"content":[]}"#, ""),
    ])
    func `M26-17: every item shows, and nothing steers the terminal`(json: String, text: String) throws {
        #expect(try #require(ToolResult(try value(json))).plainText == text)
    }

    @Test(arguments: [
        ("a\u{1B}]0;owned\u{7}b", "a]0;ownedb"), ("a\u{9B}2Jb", "a2Jb"), ("a\u{202E}b\u{2066}c", "abc"),
        ("a\r\nb\rc\u{2028}d", "a\nb\nc\nd"),
        ("tab\there", "tab here"), ("\u{FEFF}x\u{200B}y", "xy"), ("", ""), ("\n\n", "\n\n"), ("支払い 👩‍💻", "支払い 👩‍💻"),
        ("e\u{301}\u{0}", "e\u{301}"),
    ])
    func `W-7: text keeps its lines and loses what it could do`(text: String, plain: String) {
        #expect(text.plainText() == plain)
    }

    @Test func `a long line is not cut`() {
        #expect(String(repeating: "x", count: 100_000).plainText().count == 100_000)
    }

    @Test func `a tool that failed is a result with its own exit status`() throws {
        let failed = try #require(ToolResult(try value(#"{"content":[],"isError":true}"#)))
        #expect(failed.isError && failed.exitStatus == .server)
        #expect(ToolResult(["content": []])?.exitStatus == .ok)
        #expect(ToolResult(["toolResult": 1]) == nil)
    }

    @Test func `W-8: a schema is kept whole`() throws {
        let json = try value(
            #"""
            {"name":"a\u001b[31m","description":"one\u202e\ntwo",
             "inputSchema":{"$schema":"s","$defs":{"x":{"$ref":"https://evil.example/"}},
             "required":["b"],"properties":{"b":{},"a":{}},"additionalProperties":false},
             "annotations":{"readOnlyHint":true,"title":"T\u0007"}}
            """#)
        let tool = try #require(Tool(json))
        #expect(tool.raw == json && tool.inputSchema == json["inputSchema"])
        #expect(tool.label == "a[31m" && tool.name == "a\u{1B}[31m")
        #expect(tool.description == "one\ntwo" && tool.title == "T")
        #expect(tool.annotations.allowsRepeating)
        #expect(tool.parameters.map(\.name) == ["a", "b"] && tool.parameters.map(\.isRequired) == [false, true])
        #expect(Tool(["title": "no name"]) == nil)
    }
}
