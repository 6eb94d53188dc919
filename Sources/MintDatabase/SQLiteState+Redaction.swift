import MintCore

extension SQLiteState {
    func redacted(_ failure: ContactFailure?) -> ContactFailure? {
        failure.map {
            ContactFailure(code: redact($0.code), headline: redact($0.headline), hint: $0.hint.map(redact))
        }
    }

    func redacted(_ rotation: Rotation) -> Rotation {
        rotation.failing(with: redacted(rotation.failure))
    }

    func redacted(_ contact: ContactRecord) -> ContactRecord {
        ContactRecord(at: contact.at, failure: redacted(contact.failure))
    }

    func redacted(_ record: DiscoveryRecord) -> DiscoveryRecord {
        var record = record
        for index in record.trace.hops.indices {
            record.trace.hops[index].url = redact(record.trace.hops[index].url)
            record.trace.hops[index].verdict = redact(record.trace.hops[index].verdict)
        }
        return record
    }

    func redacted(_ event: AuditEvent) -> AuditEvent {
        var event = event
        event.failure = redacted(event.failure)
        event.profileName = event.profileName.map(redact)
        event.detail = event.detail.map(redact)
        return event
    }
}
