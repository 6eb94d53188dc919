import HTTPTypes
import MintCore

/// Messages that no answer is awaited for.
extension MCPConnection {
    /// Tells the server that the handshake is done (M25-1).
    func announce(on wire: Wire) async throws {
        let message: JSONValue = ["jsonrpc": "2.0", "method": "notifications/initialized"]
        let opened: Opened
        do {
            opened = try await channel.open(post(message, "notifications/initialized", on: wire, timeouts.silence))
        } catch TransportError.closedEarly {
            return  // the next request shows whether the server is still there
        }
        lastToken = opened.token
        await channel.discard(opened)
        channel.note(opened, (200..<300).contains(opened.status) ? "accepted" : "not accepted; going on")
    }

    /// Answers a request of the server: `ping` is alive, everything else we have not offered (M25-8).
    func answer(_ id: JSONValue, _ method: String, on wire: Wire) async {
        var message: [String: JSONValue] = ["jsonrpc": "2.0", "id": id]
        if method == "ping" {
            message["result"] = [:]
        } else {
            message["error"] = [
                "code": .int(Int64(RPCFailure.Code.methodNotFound)), "message": "This client offers no such method",
            ]
        }
        await tell(post(.object(message), "answer to a request", on: wire, timeouts.farewell))
    }

    /// Tells a legacy server that nobody waits for an answer any more; closing the stream is no sign to it (M25-6).
    func cancel(_ id: Int, on wire: Wire) async {
        let message: JSONValue = [
            "jsonrpc": "2.0", "method": "notifications/cancelled",
            "params": ["requestId": .int(Int64(id)), "reason": "The client stopped waiting"],
        ]
        await shielded(post(message, "notifications/cancelled", on: wire, timeouts.farewell))
    }

    /// Ends a legacy session; servers may not offer that (405), or have forgotten it (404).
    func end(_ wire: Wire) async {
        guard wire.sessionID != nil else { return }
        var headers = wire.legacyHeaders
        headers[.contentType] = nil
        await shielded(
            Outgoing(purpose: "end of session", method: .delete, headers: headers, silence: timeouts.farewell))
    }

    /// Sends although the task is being cancelled, and waits for it within the time for farewells.
    private func shielded(_ outgoing: Outgoing) async {
        await Task { await self.tell(outgoing) }.value
    }

    private func tell(_ outgoing: Outgoing) async {
        guard let opened = try? await channel.send(outgoing, token: lastToken) else { return }
        await channel.discard(opened)
        channel.note(opened, (200..<300).contains(opened.status) ? "accepted" : "not accepted")
    }

    private func post(_ message: JSONValue, _ purpose: String, on wire: Wire, _ silence: Duration) -> Outgoing {
        Outgoing(
            purpose: purpose, headers: wire.legacyHeaders, body: Array(message.serialized().utf8), silence: silence)
    }
}
