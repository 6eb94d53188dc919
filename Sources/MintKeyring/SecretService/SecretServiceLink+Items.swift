import MintCore

extension SecretServiceLink {
    /// Adds or replaces, then reads back (a store has been seen to keep less than it was given).
    func store(_ secret: Secret, as item: Item, call: BusCall) throws(BusFailure) {
        let path: String
        do throws(BusFailure) {
            path = try create(secret, as: item, in: readyCollection(notOlderThan: .seconds(1), call: call), call: call)
        } catch  where error.isAbsentObject {
            forgetLook()  // the collection that we knew is gone: whether there is another is seen by a new look
            path = try create(secret, as: item, in: readyCollection(call: call), call: call)
        } catch {
            forgetLook()
            throw error
        }
        guard try self.secret(at: path, call: call) == secret else { throw .notKept }
    }

    private func create(
        _ secret: Secret, as item: Item, in collection: String, call: BusCall
    ) throws(BusFailure) -> String {
        guard let sealed = try session(call: call).sealed(secret) else {
            throw .failed(name: "", reason: "the secret could not be encrypted for the bus")
        }
        let properties = Variant.properties([
            ("org.freedesktop.Secret.Item.Label", .string(item.label)),
            ("org.freedesktop.Secret.Item.Attributes", .dictionary(item.attributes)),
        ])
        let answer = try send(
            request(
                "CreateItem", "Collection", at: collection, .tuple([properties, sealed, .bool(true)]), reply: "(oo)"),
            call: call)
        let result = try answered(answer[1].text, call: call)
        let path = result?.content("o")?.text ?? answer[0].text
        guard path != "/" else { throw .failed(name: "", reason: "it made no item") }
        return path
    }

    /// - Returns: `nil` where the service is ready and has no such item; an empty answer alone proves nothing.
    func secret(of item: Item, call: BusCall) throws(BusFailure) -> Secret? {
        for _ in 0..<3 {
            let found = try search(item, call: call)
            guard let path = try newest(of: found.unlocked, call: call) else {
                guard found.locked.isEmpty else { throw .notReady(.locked) }
                _ = try readyCollection(call: call)
                return nil
            }
            do throws(BusFailure) {
                return try secret(at: path, call: call)
            } catch  where error.isAbsentObject {
                continue  // replaced or removed between the two calls
            }
        }
        throw .failed(name: "", reason: "the item was removed while it was read")
    }

    /// Removes every item with these attributes.
    func remove(_ item: Item, call: BusCall) throws(BusFailure) {
        let found = try search(item, call: call)
        guard found.locked.isEmpty else { throw .notReady(.locked) }
        if found.unlocked.isEmpty { _ = try readyCollection(call: call) }
        let requests = found.unlocked.map { request("Delete", "Item", at: $0, .tuple([]), reply: "(o)") }
        for answer in try send(requests, call: call) {
            do throws(BusFailure) {
                _ = try answered(answer.get()[0].text, call: call)
            } catch  where error.isAbsentObject {
                continue  // somebody else removed it first
            }
        }
    }

    private func search(
        _ item: Item, call: BusCall
    ) throws(BusFailure) -> (unlocked: [String], locked: [String]) {
        let answer = try send(
            request("SearchItems", "Service", .tuple([.dictionary(item.attributes)]), reply: "(aoao)"), call: call)
        return (answer[0].texts, answer[1].texts)
    }

    /// Of several items with our attributes (a copy made by hand, a second collection) the one written last.
    private func newest(of paths: [String], call: BusCall) throws(BusFailure) -> String? {
        guard paths.count > 1 else { return paths.first }
        var newest: (path: String, time: UInt64)?
        let answers = try send(paths.map { property("Modified", "Item", at: $0) }, call: call)
        for (path, answer) in zip(paths, answers) {
            let time: UInt64
            do throws(BusFailure) {
                time = try answer.get()[0].content("t")?.count ?? 0
            } catch  where error.isAbsentObject {
                continue
            }
            if newest.map({ time > $0.time }) ?? true { newest = (path, time) }
        }
        return newest?.path ?? paths.first
    }

    private func secret(at path: String, call: BusCall) throws(BusFailure) -> Secret {
        let session = try session(call: call)
        let answer = try send(
            request("GetSecret", "Item", at: path, .tuple([.path(session.path)]), reply: "((oayays))"), call: call)
        guard let secret = session.opened(answer[0]) else {
            throw .failed(name: "", reason: "its answer could not be decrypted")
        }
        return secret
    }

    /// Carries out a prompt that the service answered with. KeePassXC does all of its writing in prompts, most of which ask
    /// nobody: they get the time that this call has left. One that waits for a person is sent away then.
    ///
    /// - Returns: What came of it, a `v`; `nil` where there is no prompt.
    private func answered(_ prompt: String, call: BusCall) throws(BusFailure) -> Variant? {
        guard prompt != "/" else { return nil }
        do throws(BusFailure) {
            return try answerOf(prompt, call: call)[1]
        } catch .interrupted(.deadline) {
            throw .promptWanted
        }
    }
}
