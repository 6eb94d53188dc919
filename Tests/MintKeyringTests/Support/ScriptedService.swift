import CSecret
import Glibc
import Synchronization
import Testing

@testable import MintKeyring

/// A Secret Service that a test dictates: owns the name on a bus, answers from a table, says what it was asked.
final class ScriptedService {
    /// What to answer to a method called with this body (in GVariant's text form); `nil` for never answering it.
    typealias Script = @Sendable (_ method: String, _ body: String) -> Answer?

    enum Answer: Sendable {
        /// The answer in GVariant's text form: `(objectpath '/',)`.
        case text(String)
        case error(String)
    }

    /// Each method as it is asked for.
    let asked: AsyncStream<String>
    private let connection: BusConnection
    private let desk: Desk
    private let filter: guint

    /// Lives as long as the filter, on the connection's own thread.
    private final class Desk: Sendable {
        let script: Script
        let asked: AsyncStream<String>.Continuation

        init(_ script: @escaping Script, _ asked: AsyncStream<String>.Continuation) {
            self.script = script
            self.asked = asked
        }
    }

    init(on address: String, _ script: @escaping Script) throws {
        let (asked, continuation) = AsyncStream<String>.makeStream()
        self.asked = asked
        desk = Desk(script, continuation)
        let call = BusCall()
        connection = try BusConnection(to: BusAddress(address), ownedBy: geteuid(), call: call)
        let context = Unmanaged.passRetained(desk).toOpaque()
        filter = g_dbus_connection_add_filter(
            connection.raw, { ScriptedService.answer($0, $1, $2, $3) }, context,
            { if let desk = $0 { Unmanaged<Desk>.fromOpaque(desk).release() } })
        let owned = try connection.send(
            .bus("RequestName", .tuple([.string(SecretServiceLink.name), .number(4)]), reply: "(u)"), call: call)
        try #require(owned[0].number == 1)
    }

    /// Says to everybody that a prompt was answered.
    func complete(_ prompt: String, isDismissed: Bool) {
        emit("(\(isDismissed), <@ao []>)", at: prompt)
    }

    func emit(_ body: String, at path: String) {
        g_dbus_connection_emit_signal(
            connection.raw, nil, path, "org.freedesktop.Secret.Prompt", "Completed",
            g_variant_parse(nil, body, nil, nil, nil), nil)
        g_dbus_connection_flush_sync(connection.raw, nil, nil)
    }

    /// Goes away, as a daemon does that is ended.
    func leave() { g_dbus_connection_close_sync(connection.raw, nil, nil) }

    /// Ends the stream of what it was asked.
    func endOfAsking() { desk.asked.finish() }

    /// Waits until it was asked for this.
    func asked(for method: String) async {
        for await asked in asked where asked == method { return }
    }

    deinit {
        g_dbus_connection_remove_filter(connection.raw, filter)
    }

    private static func answer(
        _ connection: OpaquePointer?, _ message: OpaquePointer?, _ incoming: gboolean, _ context: gpointer?
    ) -> OpaquePointer? {
        guard incoming != 0, let message, let context,
            g_dbus_message_get_message_type(message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL
        else { return message }
        let desk = Unmanaged<Desk>.fromOpaque(context).takeUnretainedValue()
        let method = String(cString: g_dbus_message_get_member(message))
        desk.asked.yield(method)
        let reply: OpaquePointer?
        let body = g_dbus_message_get_body(message).flatMap { g_variant_print($0, 0) }
        defer { g_free(body) }
        switch desk.script(method, body.map { String(cString: $0) } ?? "") {
        case .text(let text):
            reply = g_dbus_message_new_method_reply(message)
            g_dbus_message_set_body(reply, g_variant_parse(nil, text, nil, nil, nil))
        case .error(let name): reply = g_dbus_message_new_method_error_literal(message, name, "as the test says")
        case nil: reply = nil
        }
        if let reply {
            g_dbus_connection_send_message(connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, nil, nil)
            g_object_unref(UnsafeMutableRawPointer(reply))
        }
        g_object_unref(UnsafeMutableRawPointer(message))
        return nil
    }
}
