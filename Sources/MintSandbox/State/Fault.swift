internal import HTTPTypes

/// One way to misbehave on one path, for the next so many requests.
struct Fault: Sendable, Equatable {
    /// `nil`: the real answer, held back or broken as the rest says.
    var status: Int?
    var delay = 0
    var body: [UInt8]?
    var headers: [String: String] = [:]
    var contentType: String?
    var pacing = Pacing()
    var remaining = 1

    /// The answer that stands in for the real one; `nil` where the real one is to be given.
    var answer: Answer? {
        guard let status else { return nil }
        let fallback: [UInt8] =
            switch status {
            case 429, 503: Array(#"{"error":"temporarily_unavailable"}"#.utf8)
            case 500...: Array(#"{"error":"server_error"}"#.utf8)
            case 400...: Array(#"{"error":"invalid_request"}"#.utf8)
            default: []
            }
        var answer = Answer(status: .init(code: status), body: .whole(body ?? fallback))
        if !(body ?? fallback).isEmpty { answer.headers[.contentType] = contentType ?? "application/json" }
        return decorated(answer)
    }

    /// The real answer with this fault's headers and pacing on it.
    func decorated(_ answer: Answer) -> Answer {
        var answer = answer
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { answer.headers[name] = value }
        }
        if let contentType { answer.headers[.contentType] = contentType }
        answer.pacing = pacing
        return answer
    }
}

/// The faults that wait for their requests; the oldest on a path goes first.
struct FaultTable: Sendable {
    private var waiting: [String: [Fault]] = [:]

    /// Adds a fault; one for no requests (`remaining` 0) takes away those that wait on the path.
    mutating func add(_ fault: Fault, on path: String) {
        if fault.remaining > 0 {
            waiting[path, default: []].append(fault)
        } else {
            waiting[path] = nil
        }
    }

    /// The fault that this request meets; it is used up by one.
    mutating func take(for path: String) -> Fault? {
        guard var queue = waiting[path], let fault = queue.first else { return nil }
        if fault.remaining > 1 { queue[0].remaining -= 1 } else { queue.removeFirst() }
        waiting[path] = queue.isEmpty ? nil : queue
        return fault
    }
}
