import CSecret

/// Signals of one sender that arrive while this value lives, and what was made of them.
///
/// They arrive on the thread that iterates the connection's context, as answers do.
final class BusSignals {
    private let connection: OpaquePointer
    private var subscriptions: [guint] = []
    private let inbox = Inbox()

    private final class Inbox {
        var signals: [(name: String, body: Variant)] = []
    }

    init(on connection: OpaquePointer) { self.connection = connection }

    deinit {
        for subscription in subscriptions { g_dbus_connection_signal_unsubscribe(connection, subscription) }
    }

    /// - Parameter first: The signal's first argument, where only that one is of interest.
    func subscribe(_ name: String, _ interface: String, at path: String, of sender: String, first: String? = nil) {
        let context = Unmanaged.passRetained(inbox).toOpaque()
        subscriptions.append(
            g_dbus_connection_signal_subscribe(
                connection, sender, interface, name, path, first, G_DBUS_SIGNAL_FLAGS_NONE,
                { _, _, _, _, name, body, context in
                    guard let name, let body, let context else { return }
                    Unmanaged<Inbox>.fromOpaque(context).takeUnretainedValue().signals
                        .append((String(cString: name), Variant(sharing: body)))
                }, context, { if let inbox = $0 { Unmanaged<Inbox>.fromOpaque(inbox).release() } }))
    }

    /// The first one that arrived and was not taken yet.
    func next() -> (name: String, body: Variant)? {
        inbox.signals.isEmpty ? nil : inbox.signals.removeFirst()
    }
}
