/// Reads a `text/event-stream` (WHATWG HTML §9.2.6), in pieces cut anywhere, also inside a character.
///
/// It works on bytes: line ends and field names are ASCII, so no piece needs to be whole UTF-8. An event that no
/// blank line ends is never dispatched.
struct EventStreamParser: Sendable {
    /// The id of the last event that was complete; what goes as `Last-Event-ID`.
    private(set) var lastEventID: String?
    /// Milliseconds to wait before reconnecting, where the server named them.
    private(set) var retry: Int?

    private var line: [UInt8] = []
    private var skipsLineFeed = false
    private var isFirstLine = true
    private var type: [UInt8] = []
    private var data: [UInt8]?
    private var pendingID: String?

    /// Takes the next bytes.
    ///
    /// - Returns: The events that they complete, in order.
    mutating func feed(_ bytes: [UInt8]) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            if skipsLineFeed {
                skipsLineFeed = false
                if byte == Self.lineFeed { continue }
            }
            switch byte {
            case Self.lineFeed: finishLine(into: &events)
            case Self.carriageReturn:
                // A line feed that follows, perhaps in the next piece, belongs to this line's end.
                skipsLineFeed = true
                finishLine(into: &events)
            default: line.append(byte)
            }
        }
        return events
    }

    private mutating func finishLine(into events: inout [ServerSentEvent]) {
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: Self.byteOrderMark) { line.removeFirst(Self.byteOrderMark.count) }
        }
        guard !line.isEmpty else { return dispatch(into: &events) }
        let colon = line.firstIndex(of: Self.colon)
        guard colon != line.startIndex else { return }  // a comment
        let name = line[..<(colon ?? line.endIndex)]
        var value = colon.map { line[line.index(after: $0)...] } ?? []
        if value.first == Self.space { value = value.dropFirst() }
        accept(String(decoding: name, as: UTF8.self), value)
    }

    private mutating func accept(_ name: String, _ value: ArraySlice<UInt8>) {
        switch name {
        case "data":
            if data == nil { data = Array(value) } else { data?.append(Self.lineFeed); data?.append(contentsOf: value) }
        case "event": type = Array(value)
        case "id":
            if !value.contains(0) { pendingID = String(decoding: value, as: UTF8.self) }
        case "retry":
            let isNumber = !value.isEmpty && value.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            if isNumber, let number = Int(String(decoding: value, as: UTF8.self)) { retry = number }
        default: break
        }
    }

    private mutating func dispatch(into events: inout [ServerSentEvent]) {
        if let pendingID { lastEventID = pendingID }
        if let data {
            let name = type.isEmpty ? "message" : String(decoding: type, as: UTF8.self)
            events.append(ServerSentEvent(type: name, data: data))
        }
        data = nil
        type = []
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let colon = UInt8(ascii: ":")
    private static let space = UInt8(ascii: " ")
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
