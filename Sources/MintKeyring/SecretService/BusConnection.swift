import CSecret
import Glibc
import MintCore

/// A connection to one message bus, whose other end was seen to belong to us before a byte was sent.
///
/// Made with its address: GLib's shared session bus would take the address from the process's environment.
final class BusConnection {
    let raw: OpaquePointer

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

    /// Calls a method and waits for its answer, for as long as `call` allows.
    ///
    /// - Parameter reply: The D-Bus type of the answer, a tuple; any other is an error.
    func send(
        _ method: String, _ interface: String, at path: String, of destination: String, _ body: Variant? = nil,
        reply: String, call: BusCall
    ) throws(BusFailure) -> Variant {
        let type = g_variant_type_new(reply)
        defer { g_variant_type_free(type) }
        var error: UnsafeMutablePointer<GError>?
        let answer = withExtendedLifetime(body) {
            g_dbus_connection_call_sync(
                raw, destination, path, interface, method, body?.raw, type, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                Int32.max, call.cancellable, &error)
        }
        guard let answer else { throw BusFailure(taking: error, during: call) }
        return Variant(taking: answer)
    }

    /// Calls a method of the bus itself.
    func askBus(_ method: String, _ body: Variant, reply: String, call: BusCall) throws(BusFailure) -> Variant {
        try send(
            method, "org.freedesktop.DBus", at: "/org/freedesktop/DBus", of: "org.freedesktop.DBus", body,
            reply: reply, call: call)
    }
}
