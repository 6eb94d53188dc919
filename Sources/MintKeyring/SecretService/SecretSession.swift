import CSecret
import MintCore

/// An open session with the service: what encrypts secrets on their way over the bus (libsecret's Diffie-Hellman).
final class SecretSession {
    private let service: UnsafeMutablePointer<SecretService>
    /// The session's object path.
    let path: String

    /// - Throws: ``BusFailure/notReady(_:)`` with `refused` where the service agrees to no encryption (SS-4):
    ///   libsecret would carry on without.
    init(on connection: BusConnection, owner: String, call: BusCall) throws(BusFailure) {
        var error: UnsafeMutablePointer<GError>?
        guard let service = mint_secret_service_on(connection.raw, owner, call.cancellable, &error) else {
            throw BusFailure(taking: error, during: call)
        }
        guard secret_service_ensure_session_sync(service, call.cancellable, &error) != 0,
            let path = secret_service_get_session_dbus_path(service)
        else {
            g_object_unref(service)
            throw BusFailure(taking: error, during: call)
        }
        let algorithms = secret_service_get_session_algorithms(service).map { String(cString: $0) }
        guard algorithms == "dh-ietf1024-sha256-aes128-cbc-pkcs7" else {
            g_object_unref(service)
            throw .refused("the keyring service offers no encrypted session")
        }
        self.service = service
        self.path = String(cString: path)
    }

    deinit {
        g_object_unref(service)
    }

    /// The secret as the bus carries it, `(oayays)`, encrypted.
    ///
    /// libsecret keeps the copy it makes in locked memory and wipes it.
    func sealed(_ secret: Secret) -> Variant? {
        let value = secret.withBytes { bytes in
            secret_value_new(
                bytes.baseAddress?.assumingMemoryBound(to: gchar.self), gssize(bytes.count), Self.contentType(of: bytes)
            )
        }
        defer { secret_value_unref(UnsafeMutableRawPointer(value)) }
        return secret_service_encode_dbus_secret(service, value).map { Variant(taking: $0) }
    }

    /// Opens what came over the bus; `nil` where it was not sealed for this session.
    func opened(_ sealed: Variant) -> Secret? {
        guard let value = secret_service_decode_dbus_secret(service, sealed.raw) else { return nil }
        defer { secret_value_unref(UnsafeMutableRawPointer(value)) }
        var count: gsize = 0
        let bytes = secret_value_get(value, &count)
        return Secret(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    }

    private static func contentType(of bytes: UnsafeRawBufferPointer) -> String {
        let isText = !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
        return isText ? "text/plain" : "application/octet-stream"
    }
}
