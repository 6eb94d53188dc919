import Testing

@testable import MintMCP

@Suite struct RefusalWordsTests {
    @Test(
        arguments: [
            (["Bearer"], nil, []), ([], nil, []),
            (
                [#"Bearer scope="files:write", resource_metadata="https://m.example/x", error="insufficient_scope""#],
                "insufficient_scope", ["files:write"]
            ),
            (
                [#"Basic realm="a, b error=no", Bearer error="invalid_token", error_description="say \"hi\"""#],
                "invalid_token", []
            ),
            (["Newauth a=1", "bearer SCOPE=read"], nil, ["read"]),
            ([#"Bearer scope="a" , , error=invalid_token"#], "invalid_token", ["a"]),
            (["Bearer error = \"x\", scope\t=\t\"a  b\""], "x", ["a", "b"]),
            ([#"Bearer error="first", error="second""#], "first", []),
            ([#"Bearer error="unclosed"#], "unclosed", []), ([#"Bearer error=""#], "", []),
            (["Negotiate YWJj==, Bearer error=x"], "x", []),
            (["Bearer error=\"e\u{1B}[2J\u{202E}x\""], "e[2Jx", []), ([#"Bearer x="\"#], nil, []),
            (["Basic scope=mine", "Bearer error=insufficient_scope, scope=theirs"], "insufficient_scope", ["theirs"]),
            ([#"Bearer error=insufficient_scope, scope="a \#u{1B}[2J a b""#], "insufficient_scope", ["a", "b"]),
        ] as [([String], String?, [String])])
    func `WA: the words of an error`(lines: [String], error: String?, scopes: [String]) {
        let said = RefusalWords(lines)
        #expect(said.error == error)
        #expect(said.scopes == scopes)
    }

    @Test func `WA-3: escapes in a description are undone`() {
        #expect(RefusalWords([#"Bearer error_description="say \"hi\"""#]).errorDescription == #"say "hi""#)
    }

    @Test func `a flood of scopes is cut to what a line bears`() {
        let line = #"Bearer error="insufficient_scope", scope=""# + (0..<900).map { "s\($0)" }.joined(separator: " ")
        let said = RefusalWords([line])
        #expect(said.scopes.joined(separator: " ").count <= 400 && said.scopes.count > 50)
    }

    @Test func `a huge line is cut, not chewed`() {
        let line = "Bearer " + String(repeating: "a=1,", count: 500_000) + "error=late"
        #expect(RefusalWords([line]).error == nil)
    }
}
