import MintCore
import Testing

@Suite struct TextTests {
    @Test(arguments: [
        ("plain", "plain"), ("\u{1B}[31mred\u{7}", "[31mred"), ("a\nb\tc\r\nd", "a b c d"),
        ("\u{202E}evil\u{200B}", "evil"),
        ("\u{9B}2J", "2J"), ("支払い", "支払い"), ("e\u{301}", "e\u{301}"), ("\u{FEFF}x\u{E000}", "x"), ("a\u{2028}b", "a b"),
    ])
    func `nothing that steers a terminal is left (WA-10, W-7)`(text: String, plain: String) {
        #expect(text.plainLine().replacing("  ", with: " ") == plain)
    }

    @Test func `a cut ends in an ellipsis`() {
        #expect(String(repeating: "x", count: 500).plainLine(limit: 10) == "xxxxxxxxx…")
        #expect("".plainLine(limit: 0) == "")
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_827_696, "2000-02-29T12:34:56Z"), (1_795_248_000, "2026-11-21T08:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"), (4_102_444_800, "2100-01-01T00:00:00Z"),
    ])
    func `moments are written in UTC`(seconds: Int, text: String) {
        #expect(Timestamp(seconds).utcText == text)
    }

    @Test(arguments: [
        ("client-credentials", Grant.clientCredentials), ("client_credentials", .clientCredentials),
        ("DEVICE-CODE", .deviceCode),
        ("urn:ietf:params:oauth:grant-type:device_code", .deviceCode),
        ("urn:ietf:params:oauth:grant-type:jwt-bearer", .jwtBearer),
    ])
    func `grants are read in every spelling`(text: String, grant: Grant) {
        #expect(Grant(argument: text) == grant)
        #expect(Grant(argument: "bogus") == nil)
    }

    @Test(arguments: [
        "9007199254740993", "-1", "1.5", "true", "null", #""a/b\u0041""#, #"[1,{"a":[]}]"#, #"{"a":1,"b":"é"}"#,
    ])
    func `JSON survives, whole numbers exactly`(text: String) throws {
        let value = try #require(JSONValue(bytes: Array(text.utf8)))
        #expect(JSONValue(bytes: Array(value.serialized().utf8)) == value)
        if text.hasPrefix("9007") { #expect(value.serialized() == text) }
    }

    @Test(arguments: ["", "{", "nope", "{\"a\":}", "\u{0}", "[1,]x", String(repeating: "[", count: 5_000)])
    func `what is no JSON gives nothing`(text: String) { #expect(JSONValue(bytes: Array(text.utf8)) == nil) }

    @Test func `a secret does not print, and compares by content`() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump([secret], to: &dumped)
        for text in ["\(secret)", "\([secret])", String(reflecting: secret), dumped] {
            #expect(!text.contains("hunter2") && !text.contains("104"))
        }
        #expect(secret == Secret("hunter2".utf8) && secret != Secret("hunter3") && secret != Secret("hunter"))
        #expect(Secret([0xFF]).withText { $0 } == nil)
    }
}
