import CSecret
import Glibc
import MintCore

/// A connection to one running Secret Service: one process of ours that owned the name when we looked.
///
/// Every call goes to that process's unique name, so a later owner of the well-known name gets nothing that was
/// meant for this one.
final class SecretServiceLink {
    static let name = "org.freedesktop.secrets"
    static let path = "/org/freedesktop/secrets"

    private let connection: BusConnection
    private let owner: String
    private var session: SecretSession?

    init(to address: BusAddress, trusting trust: BusTrust, call: BusCall) throws(BusFailure) {
        connection = try BusConnection(to: address, ownedBy: trust.bus, call: call)
        if let owner = try Self.owner(on: connection, call: call) {
            self.owner = owner
        } else {
            owner = try Self.started(on: connection, call: call)
        }
        let user = try connection.askBus(
            "GetConnectionUnixUser", .tuple([.string(owner)]), reply: "(u)", call: call)[0].number
        guard user == trust.service else { throw .refused("\(Self.name) is owned by another user (uid \(user))") }
    }

    /// The unique name that owns the service now, `nil` where none does.
    private static func owner(on connection: BusConnection, call: BusCall) throws(BusFailure) -> String? {
        do throws(BusFailure) {
            return try connection.askBus("GetNameOwner", .tuple([.string(name)]), reply: "(s)", call: call)[0].text
        } catch .lost("org.freedesktop.DBus.Error.NameHasNoOwner", _) {
            return nil
        }
    }

    /// Has the bus start the service, which it does on a plain desktop bus.
    private static func started(on connection: BusConnection, call: BusCall) throws(BusFailure) -> String {
        do throws(BusFailure) {
            _ = try connection.askBus(
                "StartServiceByName", .tuple([.string(name), .number(0)]), reply: "(u)", call: call)
        } catch  where error.isAnswer {
            throw .notReady(.noService)
        }
        guard let owner = try owner(on: connection, call: call) else { throw .notReady(.noService) }
        return owner
    }

    /// Calls a method of the service or of an object of it (`interface` without its common start).
    func send(
        _ method: String, _ interface: String, at path: String = path, _ body: Variant, reply: String, call: BusCall
    ) throws(BusFailure) -> Variant {
        try connection.send(
            method, "org.freedesktop.Secret." + interface, at: path, of: owner, body, reply: reply, call: call)
    }

    /// A property, `nil` where it is not of this type.
    func property(
        _ name: String, _ interface: String, at path: String, type: String, call: BusCall
    ) throws(BusFailure) -> Variant? {
        try connection.send(
            "Get", "org.freedesktop.DBus.Properties", at: path, of: owner,
            .tuple([.string("org.freedesktop.Secret." + interface), .string(name)]), reply: "(v)", call: call
        )[0].content(type)
    }

    /// The encrypted session, opened at its first use.
    func openSession(call: BusCall) throws(BusFailure) -> SecretSession {
        if let session { return session }
        let opened = try SecretSession(on: connection, owner: owner, call: call)
        session = opened
        return opened
    }

    /// The default collection's path, once everything is found to be in order; raises no prompt.
    ///
    /// - Throws: ``BusFailure/notReady(_:)``, or ``BusFailure/lost(_:)`` where another process took the name over.
    func readyCollection(call: BusCall) throws(BusFailure) -> String {
        guard try Self.owner(on: connection, call: call) == owner else {
            throw .lost(name: "", reason: "another service took its place")
        }
        let alias = try send("ReadAlias", "Service", .tuple([.string("default")]), reply: "(o)", call: call)[0].text
        guard alias != "/" else { throw .notReady(.noDefaultCollection) }
        guard try !isLocked(alias, call: call) else { throw .notReady(.locked) }
        _ = try openSession(call: call)
        return alias
    }

    private func isLocked(_ collection: String, call: BusCall) throws(BusFailure) -> Bool {
        do throws(BusFailure) {
            // A collection that does not say is not one to write to.
            return try property("Locked", "Collection", at: collection, type: "b", call: call)?.flag ?? true
        } catch  where error.isAbsentObject {
            throw .notReady(.noDefaultCollection)
        }
    }
}
