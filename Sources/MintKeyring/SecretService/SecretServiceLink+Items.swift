import MintCore

extension SecretServiceLink {
    /// Adds or replaces, then reads back (a store has been seen to keep less than it was given).
    func store(_ secret: Secret, as item: Item, call: BusCall) throws(BusFailure) {
        let collection = try readyCollection(call: call)
        let session = try openSession(call: call)
        guard let sealed = session.sealed(secret) else {
            throw .failed(name: "", reason: "the secret could not be encrypted for the bus")
        }
        let properties = Variant.properties([
            ("org.freedesktop.Secret.Item.Label", .string(item.label)),
            ("org.freedesktop.Secret.Item.Attributes", .dictionary(item.attributes)),
        ])
        let answer = try send(
            "CreateItem", "Collection", at: collection, .tuple([properties, sealed, .bool(true)]), reply: "(oo)",
            call: call)
        try decline(answer[1].text, call: call)
        guard try self.secret(at: answer[0].text, call: call) == secret else { throw .notKept }
    }

    /// - Returns: `nil` where the service is ready and has no such item; an empty answer alone proves nothing.
    func secret(of item: Item, call: BusCall) throws(BusFailure) -> Secret? {
        let found = try search(item, call: call)
        if let path = try newest(of: found.unlocked, call: call) { return try secret(at: path, call: call) }
        guard found.locked.isEmpty else { throw .notReady(.locked) }
        _ = try readyCollection(call: call)
        return nil
    }

    /// Removes every item with these attributes.
    func remove(_ item: Item, call: BusCall) throws(BusFailure) {
        let found = try search(item, call: call)
        guard found.locked.isEmpty else { throw .notReady(.locked) }
        if found.unlocked.isEmpty { _ = try readyCollection(call: call) }
        for path in found.unlocked {
            do throws(BusFailure) {
                let answer = try send("Delete", "Item", at: path, .tuple([]), reply: "(o)", call: call)
                try decline(answer[0].text, call: call)
            } catch  where error.isAbsentObject {
                continue  // somebody else removed it first
            }
        }
    }

    private func search(
        _ item: Item, call: BusCall
    ) throws(BusFailure) -> (unlocked: [String], locked: [String]) {
        let answer = try send(
            "SearchItems", "Service", .tuple([.dictionary(item.attributes)]), reply: "(aoao)", call: call)
        return (answer[0].texts, answer[1].texts)
    }

    /// Of several items with our attributes (a copy made by hand, a second collection) the one written last.
    private func newest(of paths: [String], call: BusCall) throws(BusFailure) -> String? {
        guard paths.count > 1 else { return paths.first }
        var newest: (path: String, time: UInt64)?
        for path in paths {
            let time = try property("Modified", "Item", at: path, type: "t", call: call)?.count ?? 0
            if newest.map({ time > $0.time }) ?? true { newest = (path, time) }
        }
        return newest?.path
    }

    private func secret(at path: String, call: BusCall) throws(BusFailure) -> Secret {
        let session = try openSession(call: call)
        do throws(BusFailure) {
            let answer = try send(
                "GetSecret", "Item", at: path, .tuple([.path(session.path)]), reply: "((oayays))", call: call)
            guard let secret = session.opened(answer[0]) else {
                throw .failed(name: "", reason: "its answer could not be decrypted")
            }
            return secret
        } catch  where error.isAbsentObject {
            throw .lost(name: "", reason: "the item was removed while it was read")  // look again
        }
    }

    /// Sends away a prompt that the service offers: none is ever shown from here.
    private func decline(_ prompt: String, call: BusCall) throws(BusFailure) {
        guard prompt != "/" else { return }
        _ = try send("Dismiss", "Prompt", at: prompt, .tuple([]), reply: "()", call: call)
        throw .promptWanted
    }
}
