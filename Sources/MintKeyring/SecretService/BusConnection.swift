import CSecret
import Glibc
import MintCore

/// A connection to one message bus, whose other end was seen to belong to us before a byte was sent.
///
/// Made with its address: GLib's shared session bus would take the address from the process's environment.
final class BusConnection {
    let raw: OpaquePointer
    /// Where answers and signals arrive; iterated only by whoever waits for one.
    private let context: OpaquePointer
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
        guard let raw = g_dbus_connection_new_sync(stream, nil, flags, nil, call.cancellable, &error) else {
            throw Self.unreachable(BusFailure(taking: error, during: call))
        }
        self.raw = raw
        context = g_main_context_new()
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(raw))
        g_main_context_unref(context)
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
        // The answers come to the context that is the thread's default one now: this connection's own.
        g_main_context_push_thread_default(context)
        let replies = requests.map { begin($0, call) }
        g_main_context_pop_thread_default(context)
        meanwhile()
        if !requests.isEmpty { waits += 1 }
        return replies.map { reply in
            while true {
                if let result = reply.result { return result }
                g_main_context_iteration(context, 1)
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
}
