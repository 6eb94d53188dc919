import HTTPTypes
import MintCore

extension MCPConnection {
    /// Sends a request until it is settled: another version, another era, a new session, a broken answer each give it
    /// one more chance.
    func request(_ call: Call) async throws -> JSONValue {
        var course = RequestCourse(method: call.method, host: channel.host, isSafe: call.isSafe)
        while true {
            let wire = try await currentWire()
            let reply = try await roundTrip(call, on: wire)
            switch course.step(after: reply, on: wire, isConfirmed: isConfirmed) {
            case .finish(let result):
                isConfirmed = true
                noteIdentity(in: result)
                return result
            case .again(let next):
                if self.wire == wire, next != wire { adopt(next, nil, isConfirmed: false) }
            case .renegotiate:
                if self.wire == wire { try await renegotiate(from: wire) }
            case .renewSession:
                // Another request may have renewed it while ours was on its way.
                if self.wire == wire { try await handshake(offering: wire.version) }
                guard call.isSafe else { throw MCPError.sessionEnded(host: channel.host, method: call.method) }
            case .fail(let error):
                throw error
            }
        }
    }

    /// One request and its reply, wherever the answer comes: JSON, an event stream, or one that was resumed.
    func roundTrip(_ call: Call, on wire: Wire) async throws -> Reply {
        let id = nextID()
        do {
            let outgoing = call.outgoing(id: id, on: wire, as: identity)
            guard let opened = try await openUnlessLost(outgoing) else {
                return Reply(status: nil, sessionID: nil, content: .lost)
            }
            let reading = try await read(opened, expecting: id, on: wire)
            guard reading.reply.content == .lost, !wire.isModern else { return reading.reply }
            return try await resume(after: reading, call: call, id: id, on: wire)
        } catch {
            if !wire.isModern, call.method != "initialize", error.isAbandonment { await cancel(id, on: wire) }
            throw error
        }
    }

    private func openUnlessLost(_ outgoing: Outgoing) async throws -> Opened? {
        do {
            let opened = try await channel.open(outgoing)
            lastToken = opened.token
            return opened
        } catch TransportError.closedEarly {
            return nil
        }
    }

    private func read(_ opened: Opened, expecting id: Int, on wire: Wire) async throws -> Channel.Reading {
        try await channel.read(opened, expecting: id) { asked, method in
            // Modern servers make no requests (M26-12).
            if !wire.isModern { await answer(asked, method, on: wire) }
        }
    }

    /// Goes on with an event stream that ended before the answer (M25-6); the same request, so nothing runs twice.
    private func resume(after first: Channel.Reading, call: Call, id: Int, on wire: Wire) async throws -> Reply {
        var (reply, position) = first
        let session = reply.sessionID ?? wire.sessionID
        for _ in 0..<Self.mostResumptions {
            guard let lastEventID = position.lastEventID else { break }
            try await channel.clock.sleep(for: min(position.wait ?? .seconds(1), timeouts.total))
            var headers = Wire.legacy(version: wire.version, sessionID: session).legacyHeaders
            headers[.accept] = "text/event-stream"
            headers[.contentType] = nil
            headers[text: MCPField.lastEventID] = lastEventID
            let again = Outgoing(
                purpose: call.method + " (resumed)", method: .get, headers: headers, silence: call.silence)
            guard let opened = try await openUnlessLost(again) else { continue }
            guard opened.isEventStream else {
                channel.note(opened, "the stream cannot be resumed")
                break
            }
            let next = try await read(opened, expecting: id, on: wire)
            guard next.reply.content == .lost else {
                return Reply(status: next.reply.status, sessionID: session, content: next.reply.content)
            }
            position.lastEventID = next.position.lastEventID ?? position.lastEventID
            position.wait = next.position.wait ?? position.wait
        }
        reply.content = .lost
        return reply
    }

    private static let mostResumptions = 5
}

extension Error {
    /// Whether this end stopped waiting, so that the server should stop working.
    fileprivate var isAbandonment: Bool {
        switch self as? TransportError {
        case .cancelled, .timedOut: true
        case nil: self is CancellationError
        default: false
        }
    }
}
