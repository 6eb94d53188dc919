import Testing

@testable import MintMCP

@Suite struct EventStreamParserTests {
    /// Every line end, a BOM, comments, joined data, unknown fields, wide characters, and an event that never ends.
    static let torture = Array(
        ("\u{FEFF}: hello\r\nid: 1\r\ndata: one\r\ndata: two\r\n\r\ndata:\r\n\r\n"
            + "event: message\rid: zwei\rdata: 支払い 🪙\rdata: second\rretry: 1500\r\r"
            + "nonsense\nfoo: bar\ndata:no space\ndata:  two spaces\n\n"
            + "event: other\ndata: x\n\n: ping\n\nid: 9\ndata: lost\n").utf8)

    static let expected = [
        ServerSentEvent(data: Array("one\ntwo".utf8)), ServerSentEvent(data: []),
        ServerSentEvent(data: Array("支払い 🪙\nsecond".utf8)),
        ServerSentEvent(data: Array("no space\n two spaces".utf8)),
        ServerSentEvent(type: "other", data: Array("x".utf8)),
    ]

    @Test func `a stream cut in two anywhere gives the same events`() {
        for cut in 0...Self.torture.count {
            var parser = EventStreamParser()
            let events = parser.feed(Array(Self.torture[..<cut])) + parser.feed(Array(Self.torture[cut...]))
            #expect(events == Self.expected, "cut at \(cut)")
            #expect(parser.lastEventID == "zwei" && parser.retry == 1500, "cut at \(cut)")
        }
    }

    @Test(arguments: [1, 2, 3, 7]) func `small pieces give the same events`(size: Int) {
        var parser = EventStreamParser()
        var events: [ServerSentEvent] = []
        for start in stride(from: 0, to: Self.torture.count, by: size) {
            events += parser.feed(Array(Self.torture[start..<min(start + size, Self.torture.count)]))
        }
        #expect(events == Self.expected)
    }

    @Test(arguments: [
        ("data: a\n\n", ["a"]), ("data: a\r\rdata: b\r\r", ["a", "b"]), ("data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
        ("data: a\r\ndata: b\r\n\r\n", ["a\nb"]),
        ("data\n\n", [""]), ("data: a", []), ("data: a\n", []), ("\n\n\n", []), ("data:a\n\n\n\n", ["a"]),
        (":data: a\n\n", []), ("Data: a\n\n", []), ("data : a\n\n", []), ("event: x\n\ndata: a\n\n", ["a"]),
        ("data: \u{FEFF}a\n\n", ["\u{FEFF}a"]),
    ])
    func `lines, fields and blank lines`(text: String, data: [String]) {
        var parser = EventStreamParser()
        #expect(parser.feed(Array(text.utf8)).map { String(decoding: $0.data, as: UTF8.self) } == data)
    }

    @Test func `a type lasts for one event`() {
        var parser = EventStreamParser()
        #expect(parser.feed(Array("event: x\ndata: a\n\ndata: b\n\n".utf8)).map(\.type) == ["x", "message"])
    }

    @Test(
        arguments: [
            ("id: a\n\n", "a"), ("id: a\n", nil), ("id: a\n\nid: b\u{0}\n\n", "a"), ("id: a\n\nid\n\n", ""),
            ("id: a\n\ndata: x\n\n", "a"),
        ] as [(String, String?)])
    func `the last id is that of a complete event`(text: String, id: String?) {
        var parser = EventStreamParser()
        _ = parser.feed(Array(text.utf8))
        #expect(parser.lastEventID == id)
    }

    @Test(
        arguments: [
            ("retry: 10\n", 10), ("retry: -1\n", nil), ("retry: 1s\n", nil), ("retry:\n", nil),
            ("retry: 99999999999999999999999\n", nil), ("retry: ٣\n", nil),
        ] as [(String, Int?)])
    func `retry takes digits only`(text: String, wait: Int?) {
        var parser = EventStreamParser()
        _ = parser.feed(Array(text.utf8))
        #expect(parser.retry == wait)
    }
}
