import CSecret

/// A method call that is not sent yet.
struct BusRequest {
    let method: String
    let interface: String
    let path: String
    let destination: String
    let body: Variant
    /// The D-Bus type of the answer, a tuple; any other is an error.
    let reply: String
}

extension BusRequest {
    private static let bus = "org.freedesktop.DBus"

    /// A call of a method of the bus itself.
    static func bus(_ method: String, _ body: Variant, reply: String) -> BusRequest {
        BusRequest(
            method: method, interface: bus, path: "/org/freedesktop/DBus", destination: bus, body: body, reply: reply)
    }

    /// A look at a property; the answer is `(v)`.
    static func property(_ name: String, _ interface: String, at path: String, of destination: String) -> BusRequest {
        BusRequest(
            method: "Get", interface: "org.freedesktop.DBus.Properties", path: path, destination: destination,
            body: .tuple([.string(interface), .string(name)]), reply: "(v)")
    }
}

/// An answer that is on its way: filled in by GLib's callback, on the thread that iterates the connection's context.
final class BusReply {
    private(set) var result: Result<Variant, BusFailure>?
    private let call: BusCall

    init(_ call: BusCall) { self.call = call }

    /// GLib calls this once for each call that was begun, also for one that was given up.
    static let arrived: GAsyncReadyCallback = { source, result, context in
        guard let source, let context else { return }
        let reply = Unmanaged<BusReply>.fromOpaque(context).takeRetainedValue()
        var error: UnsafeMutablePointer<GError>?
        if let answer = g_dbus_connection_call_finish(OpaquePointer(source), result, &error) {
            reply.result = .success(Variant(taking: answer))
        } else {
            reply.result = .failure(BusFailure(taking: error, during: reply.call))
        }
    }
}
