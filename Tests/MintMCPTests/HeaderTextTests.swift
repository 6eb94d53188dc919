import Testing

@testable import MintMCP

@Suite struct HeaderTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("inner  space\tand tab", "inner  space\tand tab"),
        ("Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="), (" padded ", "=?base64?IHBhZGRlZCA=?="),
        ("line1\nline2", "=?base64?bGluZTEKbGluZTI=?="), ("=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="),
        ("\tx", "=?base64?CXg=?="), ("x\t", "=?base64?eAk=?="), ("a\r\nb", "=?base64?YQ0KYg==?="),
        ("\u{7F}", "=?base64?fw==?="), ("=?base64?open", "=?base64?open"),
    ])
    func `M26-9: unsafe text travels in a sentinel`(text: String, header: String) {
        #expect(HeaderText.encoded(text) == header)
    }
}
