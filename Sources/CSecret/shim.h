#ifndef MINT_CSECRET_SHIM_H
#define MINT_CSECRET_SHIM_H

// The D-Bus level of libsecret (sessions, encoding of secrets) is public under this name only.
#define SECRET_API_SUBJECT_TO_CHANGE
#include <gio/gio.h>
#include <libsecret/secret.h>

// A libsecret service on a connection of ours and one verified owner: g_initable_new is variadic, which Swift cannot
// call, and secret_service_open_sync takes the bus from the process's environment.
// https://docs.gtk.org/gio/ctor.Initable.new.html
static inline SecretService *mint_secret_service_on(
    GDBusConnection *connection, const char *owner, GCancellable *cancellable, GError **error)
{
    GDBusProxyFlags flags = G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES
        | G_DBUS_PROXY_FLAGS_DO_NOT_CONNECT_SIGNALS | G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START;
    return (SecretService *)g_initable_new(
        SECRET_TYPE_SERVICE, cancellable, error,
        "g-connection", connection, "g-name", owner, "g-flags", flags,
        "g-object-path", "/org/freedesktop/secrets", "g-interface-name", "org.freedesktop.Secret.Service",
        "flags", SECRET_SERVICE_NONE, NULL);
}

// The uid at the other end of a socket (SO_PEERCRED), or -1: the casts between GObject classes are macros.
static inline gint64 mint_socket_peer_uid(GIOStream *stream) {
    if (!G_IS_SOCKET_CONNECTION(stream)) return -1;
    GSocket *socket = g_socket_connection_get_socket(G_SOCKET_CONNECTION(stream));
    GCredentials *peer = g_socket_get_credentials(socket, NULL);
    if (!peer) return -1;
    uid_t uid = g_credentials_get_unix_user(peer, NULL);
    g_object_unref(peer);
    return uid == (uid_t)-1 ? -1 : (gint64)uid;
}

#endif
