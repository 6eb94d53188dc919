import CSecret
import MintCore

/// What can go wrong on the bus, before it is put into the port's words.
enum BusFailure: Error, Equatable {
    /// The store is not in a state to be read or written.
    case notReady(StoreState)
    /// The call was given up by us: out of time, or no longer wanted.
    case interrupted(BusCall.Interruption)
    /// The connection, the service or our session with it is gone; a new one may do. `name` as in
    /// ``failed(name:reason:)``.
    case lost(name: String, reason: String)
    /// The service asks its user something about a read or a write, and has no answer.
    case promptWanted
    /// Whoever was asked in a window of the service's own closed it.
    case dismissed
    /// The service says that this is not the password.
    case wrongPassword
    /// What was read back is not what was written.
    case notKept
    /// Anything else, in one plain line. `name` is the D-Bus error's, empty for a local one.
    case failed(name: String, reason: String)

    static func refused(_ reason: String) -> BusFailure { .notReady(.refused(reason)) }
}

extension BusFailure {
    /// Reads an error that GLib handed out, and frees it.
    init(taking error: UnsafeMutablePointer<GError>?, during call: BusCall) {
        guard let error else {
            self = .failed(name: "", reason: "no reason was given")
            return
        }
        defer { g_error_free(error) }
        let name = g_dbus_error_get_remote_error(error).map { text in
            defer { g_free(text) }
            return String(cString: text)
        }
        g_dbus_error_strip_remote_error(error)
        let message = String(cString: error.pointee.message).plainLine()
        if let name {
            self = Self.remote(name, message)
        } else if g_error_matches(error, g_io_error_quark(), Int32(G_IO_ERROR_CANCELLED.rawValue)) != 0 {
            self = .interrupted(call.interruption ?? .cancelled)
        } else if g_error_matches(error, g_io_error_quark(), Int32(G_IO_ERROR_TIMED_OUT.rawValue)) != 0 {
            self = .interrupted(.deadline)
        } else if Self.endsOfConnection.contains(where: { g_error_matches(error, g_io_error_quark(), $0) != 0 }) {
            self = .lost(name: "", reason: message)
        } else {
            self = .failed(name: "", reason: message)
        }
    }

    private static func remote(_ name: String, _ message: String) -> BusFailure {
        switch name {
        case "org.freedesktop.Secret.Error.IsLocked": .notReady(.locked)
        case "org.gnome.keyring.Error.Denied": .wrongPassword
        case "org.freedesktop.Secret.Error.NoSession", "org.freedesktop.DBus.Error.ServiceUnknown",
            "org.freedesktop.DBus.Error.NameHasNoOwner", "org.freedesktop.DBus.Error.Disconnected",
            "org.freedesktop.DBus.Error.NoReply":
            .lost(name: name, reason: message)
        default: .failed(name: name, reason: message)
        }
    }

    private static var endsOfConnection: [Int32] {
        [G_IO_ERROR_CLOSED, G_IO_ERROR_BROKEN_PIPE, G_IO_ERROR_CONNECTION_CLOSED].map { Int32($0.rawValue) }
    }

    /// Whether the bus or a service said this, over a connection that works.
    var isAnswer: Bool {
        switch self {
        case .lost(let name, _), .failed(let name, _): !name.isEmpty
        case .notReady, .interrupted, .promptWanted, .dismissed, .wrongPassword, .notKept: false
        }
    }

    /// Whether the service says that the object asked for is not there.
    var isAbsentObject: Bool {
        guard case .failed(let name, _) = self else { return false }
        return [
            "org.freedesktop.Secret.Error.NoSuchObject", "org.freedesktop.DBus.Error.UnknownObject",
            "org.freedesktop.DBus.Error.UnknownMethod",
        ].contains(name)
    }
}

extension KeyringError {
    init(_ failure: BusFailure, _ operation: Operation) {
        switch failure {
        case .notReady(let state): self = .unavailable(.secretService, state)
        case .interrupted(.deadline): self = .slow(.secretService, operation)
        case .interrupted(.cancelled): self = .cancelled(.secretService)
        case .lost(_, let reason): self = .failed(.secretService, operation, reason: "it went away: \(reason)")
        case .promptWanted:
            let reason = "it asks something in a window of its own, and nobody answered there"
            self = .failed(.secretService, operation, reason: reason)
        case .dismissed: self = .promptDismissed(.secretService)
        case .wrongPassword: self = .wrongPassword(.secretService)
        case .notKept: self = .notKept(.secretService)
        case .failed(_, let reason): self = .failed(.secretService, operation, reason: reason)
        }
    }
}
