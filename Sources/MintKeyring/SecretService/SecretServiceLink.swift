import CSecret
import Glibc
import MintCore

/// A connection to one running Secret Service: one process of ours that owned the name when we looked.
///
/// Every call goes to that process's unique name, so a later owner of the well-known name gets nothing that was
/// meant for this one. Whose process it is, is asked together with the first calls, which hold nothing secret; no
/// answer of theirs is used before that one.
final class SecretServiceLink {
    static let name = "org.freedesktop.secrets"
    static let path = "/org/freedesktop/secrets"
    private static let defaultAlias = path + "/aliases/default"

    /// What a look at the default collection found lately.
    private struct Look {
        let collection: String
        let time: Duration
    }

    let connection: BusConnection
    /// The unique name of the process.
    let owner: String
    private let user: uid_t
    private let watch: Stopwatch
    private var opened: SecretSession?
    private var lastLook: Look?

    init(
        to address: BusAddress, trusting trust: BusTrust, watch: Stopwatch, call: BusCall
    ) throws(BusFailure) {
        connection = try BusConnection(to: address, ownedBy: trust.bus, call: call)
        if let owner = try Self.owner(on: connection, call: call) {
            self.owner = owner
        } else {
            owner = try Self.started(on: connection, call: call)
        }
        user = trust.service
        self.watch = watch
    }

    /// How often this link waited for an answer.
    var waits: Int { connection.waits }

    private static var ownerRequest: BusRequest { .bus("GetNameOwner", .tuple([.string(name)]), reply: "(s)") }

    /// The unique name that owns the service now, `nil` where none does.
    private static func owner(on connection: BusConnection, call: BusCall) throws(BusFailure) -> String? {
        do throws(BusFailure) {
            return try connection.send(ownerRequest, call: call)[0].text
        } catch .lost("org.freedesktop.DBus.Error.NameHasNoOwner", _) {
            return nil
        }
    }

    /// Has the bus start the service, which it does on a plain desktop bus.
    private static func started(on connection: BusConnection, call: BusCall) throws(BusFailure) -> String {
        do throws(BusFailure) {
            let start = BusRequest.bus("StartServiceByName", .tuple([.string(name), .number(0)]), reply: "(u)")
            _ = try connection.send(start, call: call)
        } catch  where error.isAnswer {
            throw .notReady(.noService)
        }
        guard let owner = try owner(on: connection, call: call) else { throw .notReady(.noService) }
        return owner
    }
}

// MARK: - Calls

extension SecretServiceLink {
    /// A call of a method of the service or of an object of it (`interface` without its common start).
    func request(
        _ method: String, _ interface: String, at path: String = path, _ body: Variant, reply: String
    ) -> BusRequest {
        BusRequest(
            method: method, interface: "org.freedesktop.Secret." + interface, path: path, destination: owner,
            body: body, reply: reply)
    }

    /// A look at a property of the service or of an object of it.
    func property(_ name: String, _ interface: String, at path: String) -> BusRequest {
        .property(name, "org.freedesktop.Secret." + interface, at: path, of: owner)
    }

    func send(_ request: BusRequest, call: BusCall) throws(BusFailure) -> Variant {
        try send([request], call: call)[0].get()
    }

    /// One round trip. The first one on this link also asks whose process this is, and opens the encrypted session.
    func send(_ requests: [BusRequest], call: BusCall) throws(BusFailure) -> [Result<Variant, BusFailure>] {
        guard opened == nil else { return connection.send(requests, call: call) }
        let whose = BusRequest.bus("GetConnectionUnixUser", .tuple([.string(owner)]), reply: "(u)")
        var session = Result<SecretSession, BusFailure>.failure(.interrupted(.cancelled))
        let results = connection.send([whose] + requests, call: call) {
            session = Result { () throws(BusFailure) in
                try SecretSession(on: connection, owner: owner, call: call)
            }
        }
        let uid = try results[0].get()[0].number
        guard uid == user else { throw .refused("\(Self.name) is owned by another user (uid \(uid))") }
        opened = try session.get()
        return Array(results.dropFirst())
    }

    /// The encrypted session.
    func session(call: BusCall) throws(BusFailure) -> SecretSession {
        if opened == nil { _ = try send([], call: call) }
        guard let opened else { throw .failed(name: "", reason: "no session was opened") }
        return opened
    }
}

// MARK: - The default collection

extension SecretServiceLink {
    enum DefaultCollection: Equatable {
        case none, locked(String), ready(String)
    }

    /// The default collection's path, once everything is found to be in order; raises no prompt.
    ///
    /// - Parameter age: How old a look may be that is believed. Writing to a collection that was locked since is
    ///   refused by the service, so a short while is safe there.
    /// - Throws: ``BusFailure/notReady(_:)``, or ``BusFailure/lost(name:reason:)`` where another process took the name.
    func readyCollection(notOlderThan age: Duration = .zero, call: BusCall) throws(BusFailure) -> String {
        if let lastLook, watch.elapsed() - lastLook.time < age { return lastLook.collection }
        switch try look(call: call) {
        case .none: throw .notReady(.noDefaultCollection)
        case .locked: throw .notReady(.locked)
        case .ready(let collection): return collection
        }
    }

    /// What there is under the alias `default`, in one round trip.
    func look(call: BusCall) throws(BusFailure) -> DefaultCollection {
        let guess = lastLook?.collection ?? Self.defaultAlias
        lastLook = nil
        let start = watch.elapsed()
        let answers = try send(
            [
                Self.ownerRequest, request("ReadAlias", "Service", .tuple([.string("default")]), reply: "(o)"),
                property("Locked", "Collection", at: guess),
            ], call: call)
        guard try answers[0].get()[0].text == owner else {
            throw .lost(name: "", reason: "another service took its place")
        }
        let collection = try answers[1].get()[0].text
        guard collection != "/" else { return .none }
        let isLocked: Bool
        if guess == collection || guess == Self.defaultAlias, case .success(let answer) = answers[2] {
            isLocked = Self.isLocked(answer)
        } else {
            // For a service that has no object at the alias, or a default that is another collection now.
            do throws(BusFailure) {
                isLocked = Self.isLocked(try send(property("Locked", "Collection", at: collection), call: call))
            } catch  where error.isAbsentObject {
                return .none
            }
        }
        guard !isLocked else { return .locked(collection) }
        lastLook = Look(collection: collection, time: start)
        return .ready(collection)
    }

    func isLocked(_ collection: String, call: BusCall) throws(BusFailure) -> Bool {
        Self.isLocked(try send(property("Locked", "Collection", at: collection), call: call))
    }

    /// A collection that does not say is not one to write to.
    private static func isLocked(_ answer: Variant) -> Bool { answer[0].content("b")?.flag != false }

    /// What was seen of the collection counts no more.
    func forgetLook() { lastLook = nil }
}
