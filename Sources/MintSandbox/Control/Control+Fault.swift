internal import HTTPTypes

extension Control {
    /// Misbehaves for the next `count` (1) requests on `path`; `count` 0 takes back what waits there.
    ///
    /// `status` answers in place of the endpoint (without it the real answer is given, late or broken), after `delay_ms`.
    /// `body` (text, or JSON to be written out) or `body_bytes` (that many spaces), `content_type` and `headers` dress
    /// it; `trickle_ms` writes sixteenths of the body that far apart; `cut` breaks the connection after half of it.
    func fault(_ command: inout ControlCommand, _ state: inout SandboxState) throws(ControlCommand.Refusal) {
        guard let path = try command.text("path"), path.hasPrefix("/"), !path.hasPrefix("/control") else {
            throw ControlCommand.Refusal(description: "path must be a URL path outside /control")
        }
        var fault = Fault()
        fault.status = try command.integer("status", 200...599)
        fault.delay = try command.integer("delay_ms", 0...600_000) ?? 0
        fault.remaining = try command.integer("count", 0...1_000_000) ?? 1
        fault.body = try body(&command)
        fault.contentType = try command.text("content_type")
        fault.headers = try headers(&command)
        fault.pacing = Pacing(
            trickle: try command.integer("trickle_ms", 0...60_000) ?? 0, cut: try command.bool("cut") ?? false)
        if let type = fault.contentType, !HTTPField.isValidValue(type) {
            throw ControlCommand.Refusal(description: "content_type is not a header value")
        }
        if fault.status == nil, fault.body != nil {
            throw ControlCommand.Refusal(description: "body needs status")
        }
        state.faults.add(fault, on: path)
    }

    private func body(_ command: inout ControlCommand) throws(ControlCommand.Refusal) -> [UInt8]? {
        let bytes = try command.integer("body_bytes", 0...100_000_000).map { [UInt8](repeating: 0x20, count: $0) }
        switch command.value("body") {
        case nil: return bytes
        case .string(let text): return Array(text.utf8)
        case let value?: return value.bytes
        }
    }

    private func headers(_ command: inout ControlCommand) throws(ControlCommand.Refusal) -> [String: String] {
        var headers: [String: String] = [:]
        for (name, value) in try command.object("headers") ?? [:] {
            guard HTTPField.Name(name) != nil, let value = value.text, HTTPField.isValidValue(value) else {
                throw ControlCommand.Refusal(description: "headers must map header names to header values")
            }
            headers[name] = value
        }
        return headers
    }
}
