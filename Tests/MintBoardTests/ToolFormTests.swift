import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct ToolFormTests {
    private func field(_ schema: JSONValue, isRequired: Bool = true, typed: String = "") -> ToolField {
        var field = ToolField(name: "it", schema: schema, isRequired: isRequired)
        for character in typed { _ = field.apply(.character(character)) }
        return field
    }

    @Test(
        arguments: [
            (["type": "string"], "42", JSONValue.string("42")),
            (["type": "integer"], "42", .int(42)), (["type": "integer"], "-7", .int(-7)),
            (["type": "integer"], " 4 ", .int(4)), (["type": "number"], "0.5", .double(0.5)),
            (["type": "number"], "3", .int(3)), (["type": "boolean"], "t", .bool(true)),
            (["type": "boolean"], "  ", .bool(true)), (["enum": ["low", "high"]], "h", "high"),
            (["enum": [.int(1), .int(2)]], "2", .int(2)), (["type": "object"], "{\"a\": [1]}", ["a": [.int(1)]]),
            ([:], "null", .null), (["type": ["string", "null"]], "\"x\"", "x"),
        ] as [(JSONValue, String, JSONValue)])
    func `a field becomes the schema's kind of value`(schema: JSONValue, typed: String, value: JSONValue) throws {
        #expect(try field(schema, typed: typed).value() == value)
    }

    @Test(
        arguments: [
            (["type": "string"], "", "wanted by the tool"), (["type": "integer"], "", "wanted by the tool"),
            (["type": "integer"], "x", "this is no number"),
            (["type": "integer"], "1.5", "a whole number is wanted"),
            (["type": "number"], "99999999999999999999", "too large to stay exact"),
            (["type": "number"], "true", "this is no number"), (["type": "boolean"], "", "choose one"),
            (["type": "object"], "{", "this is no JSON; a text stands in double quotes"),
            (["type": "array"], "  ", "wanted by the tool"),
        ] as [(JSONValue, String, String)])
    func `what does not fit says why`(schema: JSONValue, typed: String, words: String) {
        #expect(throws: ToolField.Problem(words: words)) { try field(schema, typed: typed).value() }
    }

    @Test func `an optional field that is empty is left out`() throws {
        for schema in [["type": "string"], ["type": "integer"], ["type": "boolean"], [:]] as [JSONValue] {
            #expect(try field(schema, isRequired: false).value() == nil)
        }
    }

    @Test func `a choice goes round, through none where it is optional`() {
        var field = ToolField(name: "it", schema: ["type": "boolean"], isRequired: false)
        var seen: [String] = []
        for _ in 0..<4 {
            seen.append(field.choiceWords)
            field.turn(by: 1)
        }
        #expect(seen == ["", "false", "true", ""])
        field.turn(by: -1)
        #expect(field.choiceWords == "")
    }

    @Test func `required fields first, then by name, with the schema's defaults`() {
        let form = ToolForm(Samples.tools.tools[0])
        #expect(form.fields.map(\.name) == ["query", "deep", "limit", "order", "within"])
        #expect(form.fields[2].editor.text == "10")
    }

    @Test func `the first field that is not right gets the focus`() {
        var form = ToolForm(Samples.tools.tools[0])
        form.focus = 3
        _ = form.fields[0].apply(.character("q"))
        _ = form.fields[2].apply(.character("x"))
        #expect(form.toolCall() == nil && form.focus == 2)
        #expect(form.fields[2].problem != nil && form.fields[0].problem == nil)
    }

    @Test func `a tool without names for its arguments takes one JSON object`() {
        var form = ToolForm(ServerTool(name: "any", label: "any", schema: ["type": "object"]))
        #expect(form.fields.map(\.label) == [] && form.toolCall() == ToolCall(tool: "any", arguments: [:]))
        form = ToolForm(
            ServerTool(name: "any", label: "any", schema: ["type": "object", "additionalProperties": true]))
        #expect(form.fields.map(\.label) == ["arguments"])
        for character in "[1]" { _ = form.fields[0].apply(.character(character)) }
        #expect(form.toolCall() == nil && form.fields[0].problem != nil)
        _ = form.fields[0].apply(.ctrl("u"))
        for character in #"{"a": 1}"# { _ = form.fields[0].apply(.character(character)) }
        #expect(form.toolCall() == ToolCall(tool: "any", arguments: ["a": .int(1)]))
    }

    @Test func `hostile schemas make a form all the same`() {
        let schemas: [JSONValue] = [
            .null, .array([]), .string("x"), ["properties": .int(3)],
            ["properties": ["a": .null], "required": .int(1)],
            ["properties": ["\u{1B}[2J": ["enum": .array([]), "description": "\u{202E}x"]]],
        ]
        for schema in schemas {
            let form = ToolForm(ServerTool(name: "t", label: "t", schema: schema))
            for field in form.fields {
                #expect(field.label.unicodeScalars.allSatisfy { $0.isSafeToShow })
                #expect((field.note ?? "").unicodeScalars.allSatisfy { $0.isSafeToShow })
            }
        }
    }
}
