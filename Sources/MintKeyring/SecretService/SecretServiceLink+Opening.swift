import CSecret
import Glibc
import MintCore

/// Unlocking and making the default collection, with a password of ours or by the service's own prompt.
extension SecretServiceLink {
    /// Who provides the service.
    func provider(call: BusCall) throws(BusFailure) -> SecretProvider {
        let answers = try send(
            [
                BusRequest(
                    method: "Introspect", interface: "org.freedesktop.DBus.Introspectable", path: Self.path,
                    destination: owner, body: .tuple([]), reply: "(s)"),
                .bus("GetConnectionUnixProcessID", .tuple([.string(owner)]), reply: "(u)"),
            ], call: call)
        let process: String? =
            switch answers[1] {
            case .success(let answer): Self.processName(answer[0].number)
            case .failure: nil
            }
        return SecretProvider(process: process, introspection: try answers[0].get()[0].text)
    }

    private static func processName(_ identifier: UInt32) -> String? {
        let file = open("/proc/\(identifier)/comm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(file, &bytes, bytes.count)
        let name = bytes.prefix(max(count, 0)).prefix { $0 != 0x0A }
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }

    // MARK: With a password

    /// Unlocks the default collection, or makes one.
    ///
    /// The service says "success" of any password where the collection is unlocked already: nothing is asked of it then.
    func openCollection(with password: Secret, call: BusCall) throws(BusFailure) {
        switch try look(call: call) {
        case .ready: return
        case .locked(let collection): try unlock(collection, password, call: call)
        case .none: try create(password, call: call)
        }
        forgetLook()
        switch try look(call: call) {
        case .ready: return
        case .locked: throw .wrongPassword
        case .none: throw .notReady(.noDefaultCollection)
        }
    }

    private func unlock(_ collection: String, _ password: Secret, call: BusCall) throws(BusFailure) {
        _ = try send(
            passwordRequest("UnlockWithMasterPassword", [.path(collection), try sealed(password, call: call)], "()"),
            call: call)
    }

    /// Makes the `login` keyring, which a desktop's session unlocks by itself where the password is the account's. One that
    /// is there without being the default, because the last attempt ended between the two calls, becomes the default.
    private func create(_ password: Secret, call: BusCall) throws(BusFailure) {
        if let stray = try strayLogin(call: call) {
            try makeDefault(stray, call: call)
            if try isLocked(stray, call: call) { try unlock(stray, password, call: call) }
            return
        }
        // The label is what its file and its path are named after.
        let label = Variant.properties([("org.freedesktop.Secret.Collection.Label", .string("login"))])
        let made = try send(
            passwordRequest("CreateWithMasterPassword", [label, try sealed(password, call: call)], "(o)"), call: call
        )[0].text
        try makeDefault(made, call: call)
    }

    private func makeDefault(_ collection: String, call: BusCall) throws(BusFailure) {
        _ = try send(
            request("SetAlias", "Service", .tuple([.string("default"), .path(collection)]), reply: "()"), call: call)
    }

    /// A `login` keyring; only asked for where nothing is the default.
    func strayLogin(call: BusCall) throws(BusFailure) -> String? {
        let wanted = Self.path + "/collection/login"
        let answer = try send(property("Collections", "Service", at: Self.path), call: call)
        return answer[0].content("ao")?.texts.contains(wanted) == true ? wanted : nil
    }

    private func passwordRequest(_ method: String, _ arguments: [Variant], _ reply: String) -> BusRequest {
        BusRequest(
            method: method, interface: SecretProvider.passwordInterface, path: Self.path, destination: owner,
            body: .tuple(arguments), reply: reply)
    }

    private func sealed(_ password: Secret, call: BusCall) throws(BusFailure) -> Variant {
        guard let sealed = try session(call: call).sealed(password) else {
            throw .failed(name: "", reason: "the password could not be encrypted for the bus")
        }
        return sealed
    }

    // MARK: By a prompt

    /// Has the service ask whoever sits at its display, and waits for the answer.
    ///
    /// - Parameter waiting: Runs its argument while the wait lasts.
    func openCollectionByPrompt(
        call: BusCall, waiting: (() -> Result<Void, BusFailure>) -> Result<Void, BusFailure>
    ) throws(BusFailure) {
        let answer: Variant
        switch try look(call: call) {
        case .ready: return
        case .locked(let collection):
            answer = try send(
                request("Unlock", "Service", .tuple([.paths([collection])]), reply: "(aoo)"), call: call)
        case .none:
            let label = Variant.properties([("org.freedesktop.Secret.Collection.Label", .string("Login"))])
            answer = try send(
                request("CreateCollection", "Service", .tuple([label, .string("default")]), reply: "(oo)"), call: call)
        }
        let prompt = answer[1].text
        if prompt != "/" {
            try waiting { () -> Result<Void, BusFailure> in
                Result { () throws(BusFailure) in _ = try answerOf(prompt, call: call) }
            }.get()
        }
        forgetLook()
        _ = try readyCollection(call: call)
    }

    /// Carries a prompt out and waits for its end.
    ///
    /// - Returns: The signal's body, of type `(bv)`.
    func answerOf(_ prompt: String, call: BusCall) throws(BusFailure) -> Variant {
        let promptInterface = "org.freedesktop.Secret.Prompt"
        let signals = connection.signals { signals in
            signals.subscribe("Completed", promptInterface, at: prompt, of: owner)
            signals.subscribe(
                "NameOwnerChanged", "org.freedesktop.DBus", at: "/org/freedesktop/DBus", of: "org.freedesktop.DBus",
                first: owner)
        }
        do throws(BusFailure) {
            // No window of ours that it could belong to.
            _ = try send(request("Prompt", "Prompt", at: prompt, .tuple([.string("")]), reply: "()"), call: call)
            let signal = try connection.wait(for: signals, call: call)
            guard signal.name == "Completed" else {
                throw .lost(name: "", reason: "it ended while it asked")
            }
            // True says "dismissed" (A18). Any other shape of answer is none.
            guard signal.body.isOfType("(bv)"), !signal.body[0].flag else { throw .dismissed }
            return signal.body
        } catch .interrupted(let reason) {
            connection.send(withoutAnswer: request("Dismiss", "Prompt", at: prompt, .tuple([]), reply: "()"))
            throw .interrupted(reason)
        }
    }
}
