#ifndef MINT_CSECRET_SHIM_H
#define MINT_CSECRET_SHIM_H

// The D-Bus level of libsecret (sessions, encoding of secrets) is public under this name only.
#define SECRET_API_SUBJECT_TO_CHANGE
#include <gio/gio.h>
#include <libsecret/secret.h>

// SecretService's constructor takes the bus and the name from the process's environment, whatever it is given. This
// subclass puts back what it was given: construct-only properties can be set by a constructor, and by nothing else.
static GObject *mint_secret_service_construct(GType type, guint count, GObjectConstructParam *given) {
    GObject *object = G_OBJECT_CLASS(g_type_class_peek(SECRET_TYPE_SERVICE))->constructor(type, count, given);
    GDBusProxyFlags flags = G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES
        | G_DBUS_PROXY_FLAGS_DO_NOT_CONNECT_SIGNALS | G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START;
    g_object_set(object, "g-bus-type", G_BUS_TYPE_NONE, "g-flags", flags, NULL);
    for (guint index = 0; index < count; index++)
        if (g_str_equal(given[index].pspec->name, "g-name"))
            g_object_set_property(object, "g-name", given[index].value);
    return object;
}

static void mint_secret_service_class_init(gpointer class, gpointer unused) {
    (void)unused;
    G_OBJECT_CLASS(class)->constructor = mint_secret_service_construct;
}

static inline GType mint_secret_service_type(void) {
    static gsize type = 0;
    if (g_once_init_enter(&type)) {
        GTypeQuery parent;
        g_type_query(SECRET_TYPE_SERVICE, &parent);
        g_once_init_leave(&type, g_type_register_static_simple(
            SECRET_TYPE_SERVICE, "MintSecretService", (guint)parent.class_size, mint_secret_service_class_init,
            (guint)parent.instance_size, NULL, (GTypeFlags)0));
    }
    return type;
}

// A libsecret service on a connection of ours and one owner's unique name; g_initable_new is variadic, which Swift
// cannot call. https://docs.gtk.org/gio/ctor.Initable.new.html
static inline SecretService *mint_secret_service_on(
    GDBusConnection *connection, const char *owner, GCancellable *cancellable, GError **error)
{
    return (SecretService *)g_initable_new(
        mint_secret_service_type(), cancellable, error, "g-connection", connection, "g-name", owner, NULL);
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

static void mint_wake(GCancellable *cancellable, gpointer context) {
    (void)cancellable;
    g_main_context_wakeup((GMainContext *)context);
}

// Ends a g_main_context_iteration when something is cancelled; the cast to GCallback is a macro.
static inline gulong mint_wake_when_cancelled(GCancellable *cancellable, GMainContext *context) {
    return g_cancellable_connect(
        cancellable, G_CALLBACK(mint_wake), g_main_context_ref(context), (GDestroyNotify)g_main_context_unref);
}

#endif
