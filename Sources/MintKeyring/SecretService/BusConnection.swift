import CSecret
import Glibc
import MintCore

/// A connection to one message bus, whose other end was seen to belong to us before a byte was sent.
///
/// Made with its address: GLib's shared session bus would take the address from the process's environment.
final class BusConnection {
    let raw: OpaquePointer
    /// Where answers and signals arrive; iterated only by whoever waits for one.
    private let context: BusContext
    /// How often somebody waited for the other side, to see what a piece of work costs.
    private(set) var waits = 0

    /// - Throws: ``BusFailure/notReady(_:)``: `noBus` where nobody listens, `refused` where somebody else does.
    init(to address: BusAddress, ownedBy uid: uid_t, call: BusCall) throws(BusFailure) {
        try call.check()
        try Self.checkSocketFiles(of: address, ownedBy: uid)
        var error: UnsafeMutablePointer<GError>?
        guard let stream = g_dbus_address_get_stream_sync(address.text, nil, call.cancellable, &error) else {
            throw Self.unreachable(BusFailure(taking: error, during: call))
        }
        defer { g_object_unref(stream) }
        guard mint_socket_peer_uid(stream) == gint64(uid) else { throw .refused("the bus belongs to another user") }
        let flags = GDBusConnectionFlags(
            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT.rawValue
                | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION.rawValue)
        context = BusContext()
        let raw = context.asDefault { g_dbus_connection_new_sync(stream, nil, flags, nil, call.cancellable, &error) }
        guard let raw else { throw Self.unreachable(BusFailure(taking: error, during: call)) }
        self.raw = raw
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(raw))
    }

    private static func checkSocketFiles(of address: BusAddress, ownedBy uid: uid_t) throws(BusFailure) {
        for path in address.socketPaths {
            var status = stat()
            guard stat(path, &status) == 0 else { continue }  // connecting says what is wrong with it
            guard status.st_uid == uid else {
                throw .refused("the bus socket \(path.plainLine()) belongs to another user")
            }
        }
    }

    private static func unreachable(_ failure: BusFailure) -> BusFailure {
        if case .interrupted = failure { failure } else { .notReady(.noBus) }
    }

    /// Sends the calls one behind the other and waits for all their answers, for as long as `call` allows: one round
    /// trip, however many they are.
    ///
    /// - Parameter meanwhile: Done while they are on their way; may send and wait for calls of its own.
    func send(
        _ requests: [BusRequest], call: BusCall, meanwhile: () -> Void = {}
    ) -> [Result<Variant, BusFailure>] {
        let replies = context.asDefault { requests.map { begin($0, call) } }
        meanwhile()
        if !requests.isEmpty { waits += 1 }
        return replies.map { reply in
            while true {
                if let result = reply.result { return result }
                context.iterate()
            }
        }
    }

    private func begin(_ request: BusRequest, _ call: BusCall) -> BusReply {
        let reply = BusReply(call)
        let type = g_variant_type_new(request.reply)
        defer { g_variant_type_free(type) }
        g_dbus_connection_call(
            raw, request.destination, request.path, request.interface, request.method, request.body.raw, type,
            G_DBUS_CALL_FLAGS_NO_AUTO_START, Int32.max, call.cancellable, BusReply.arrived,
            Unmanaged.passRetained(reply).toOpaque())
        return reply
    }

    /// Sends one call and waits for its answer.
    func send(_ request: BusRequest, call: BusCall) throws(BusFailure) -> Variant {
        try send([request], call: call)[0].get()
    }

    /// Subscribes to signals, so that they arrive where ``wait(for:call:)`` looks.
    func signals(_ subscribe: (BusSignals) -> Void) -> BusSignals {
        let signals = BusSignals(on: raw)
        context.asDefault { subscribe(signals) }
        return signals
    }

    /// Waits for a signal, as long as nobody interrupts `call`.
    func wait(for signals: BusSignals, call: BusCall) throws(BusFailure) -> (name: String, body: Variant) {
        let waking = mint_wake_when_cancelled(call.cancellable, context.raw)
        defer { g_cancellable_disconnect(call.cancellable, waking) }
        while true {
            try call.check()
            if let signal = signals.next() { return signal }
            guard g_dbus_connection_is_closed(raw) == 0 else { throw .lost(name: "", reason: "the bus went away") }
            context.iterate()
        }
    }

    /// Sends a call whose answer nobody waits for.
    func send(withoutAnswer request: BusRequest) {
        g_dbus_connection_call(
            raw, request.destination, request.path, request.interface, request.method, request.body.raw, nil,
            G_DBUS_CALL_FLAGS_NO_AUTO_START, Int32.max, nil, nil, nil)
        g_dbus_connection_flush_sync(raw, nil, nil)
    }
}
