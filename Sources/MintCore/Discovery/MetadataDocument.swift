/// One JSON object as a server published it.
struct MetadataDocument: Sendable {
    var json: JSONValue
    /// Where it was in the end, after any redirect.
    var url: HTTPURL
    /// The server that gave it: who names what is in it.
    var namer: Namer

    /// - Parameter resolved: The range of the address that it came from, where that is known.
    /// - Returns: `nil` where the bytes are no JSON object.
    init?(_ body: [UInt8], at url: HTTPURL, resolved: AddressRange?) {
        guard let json = JSONValue(bytes: body), json.members != nil else { return nil }
        self.json = json
        self.url = url
        namer = Namer(url, resolved: resolved)
    }
}

/// What a reader makes of a document.
enum Reading<Value: Sendable>: Sendable {
    /// With the verdict for the trace.
    case found(Value, String)
    /// Not what it should be, in words; the next candidate is asked.
    case passedOver(String)
}

/// What came of one candidate.
enum Outcome<Value: Sendable>: Sendable {
    case found(Value)
    case passedOver(DiscoveryError.Attempt)
}
