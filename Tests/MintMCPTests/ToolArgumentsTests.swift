import MintCore
import Testing

@testable import MintMCP

@Suite struct ToolArgumentsTests {
    @Test(
        arguments: [
            ([], [:]), (["a:=1"], ["a": 1]), (["a=1"], ["a": "1"]), (["a:=true", "b:=null"], ["a": true, "b": .null]),
            (["a:=hello world"], ["a": "hello world"]), (["a:=\"x\""], ["a": "x"]),
            (["a:=[1,{\"b\":2}]"], ["a": [1, ["b": 2]]]),
            (["a:="], ["a": ""]), (["a="], ["a": ""]), (["a==b"], ["a": "=b"]), (["a:b=c"], ["a:b": "c"]),
            (["a:={bad"], ["a": "{bad"]),
            (["支払い=はい"], ["支払い": "はい"]), ([#"{"a": 1}"#], ["a": 1]), (["{}"], [:]),
            (["a:=9223372036854775807"], ["a": 9_223_372_036_854_775_807]),
            (["a:=1.5"], ["a": .double(1.5)]),
        ] as [([String], [String: JSONValue])])
    func `words become arguments`(words: [String], arguments: [String: JSONValue]) throws {
        #expect(try ToolArguments.parse(words) == arguments)
    }

    @Test(arguments: [
        (["a"], ToolArguments.Invalid.noValue(position: 1)), (["a=1", "=2"], .noKey(position: 2)),
        ([":=2"], .noKey(position: 1)),
        (["a=1", "b=1", "a:=2"], .duplicate(position: 3, key: "a")),
        (["{\"a\":1}", "b=2"], .objectNotAlone(position: 1)),
        (["b=2", "{\"a\":1}"], .objectNotAlone(position: 2)), (["{\"a\":"], .notAnObject(position: 1)),
        ([""], .noValue(position: 1)),
        (["n:=123456789012345678901234"], .inexact(position: 1, key: "n")),
    ])
    func `what is wrong is named by position and key`(words: [String], error: ToolArguments.Invalid) {
        #expect(throws: error) { try ToolArguments.parse(words) }
    }

    @Test func `no message shows a value`() {
        for words in [["hunter2"], ["a=1", "a=hunter2"], ["=hunter2"], ["{hunter2"], ["{\"a\":\"hunter2\"}", "x"]] {
            let error = #expect(throws: ToolArguments.Invalid.self) { try ToolArguments.parse(words) }
            #expect(error?.headline.contains("hunter2") == false && error?.headline.contains("\n") == false)
            #expect(error?.hint?.isEmpty == false && error?.exitStatus == .local)
        }
    }
}
