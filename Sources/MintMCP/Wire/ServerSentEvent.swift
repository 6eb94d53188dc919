/// One dispatched event of an event stream.
struct ServerSentEvent: Equatable, Sendable {
    /// `message` where the stream named none.
    var type = "message"
    /// The `data` lines, joined with line feeds; empty in a priming event (M25-6).
    var data: [UInt8]
}
