import MintScreen

@testable import MintBoard
@testable import MintCore

/// Rotations as they stand after so many of their events.
enum RotationSamples {
    static let keys = RotationKeys(
        jwk:
            #"{"alg":"ES256","crv":"P-256","kid":"k2","kty":"EC","use":"sig","x":"WKn-ZIGevcwGIyyrzFoZNBdaq9_TsqzGl96oc0CWuis","y":"y77t-RvAHRKTsSGdIYUfweuOvwrvDD-Q3Hv5J0fSKbE"}"#,
        set: #"{"keys":[{"kid":"k1","kty":"EC"},{"kid":"k2","kty":"EC"}]}"#,
        pem: "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEWKn+\n-----END PUBLIC KEY-----\n")

    static func rotation(
        _ state: Rotation.State, _ kind: KeyringKey.Kind = .clientSecret, source: Rotation.Source = .pasted,
        overlap: Rotation.Overlap = .lasting(7 * 86_400), isCompromise: Bool = false,
        publication: Rotation.Publication? = nil, failure: ContactFailure? = nil
    ) throws -> Rotation {
        let method: ClientAuthentication = kind == .privateKey ? .privateKeyJWT : .clientSecretBasic
        let use = CredentialUse(authentication: method, keyAlgorithm: kind == .privateKey ? .es256 : nil)
        let plan = Rotation.Plan(
            source: source, kind: kind, use: use, overlap: overlap, isCompromise: isCompromise, publication: publication
        )
        let new = CredentialRecord(
            kind: kind, generation: 3, keyID: kind == .privateKey ? "k2" : nil, createdAt: Samples.now)
        let old = Samples.credential(kind, endsIn: 3 * 86_400)
        let staged: [Rotation.Event] = [.staged(new)], verified = staged + [.verified(nil)]
        let committed = verified + [.committed(previous: old, use: use, oldToken: nil)]
        let events: [Rotation.Event] =
            switch state {
            case .proposed: []
            case .sent: [.asked(answer: nil)]
            case .staged: staged
            case .verified: verified
            case .committed: committed
            case .overlapping: committed + [.overlapBegan]
            case .rolledBack: committed + [.rolledBack(new, use)]
            case .retired: committed + [.retired]
            case .abandoned: [.abandoned]
            }
        var rotation = Rotation(plan, place: 3, at: Samples.now)
        for event in events { rotation = try rotation.after(event, at: Samples.now) }
        return failure == nil ? rotation : rotation.failing(with: failure)
    }

    static func record(_ rotation: Rotation? = nil, isRegistered: Bool = false) throws -> ProfileRecord {
        let isKey = rotation?.plan.kind == .privateKey
        var record = ProfileRecord(
            profile: try Samples.profile("billing-sync", method: isKey ? .privateKeyJWT : .clientSecretBasic),
            credential: Samples.credential(isKey ? .privateKey : .clientSecret, endsIn: 3 * 86_400 + 60),
            token: Samples.token(left: 2467), contact: ContactRecord(at: Samples.now + -130), rotation: rotation)
        if isRegistered {
            record.bonds.registration = RegistrationRecord(
                clientURI: HTTPURL("https://id.example/register/1"), tokenGeneration: 1, registeredAt: Samples.now,
                metadata: "{}")
        }
        return record
    }

    static func keyProfile() throws -> ProfileRecord {
        ProfileRecord(
            profile: try Samples.profile("ledger", method: .privateKeyJWT),
            credential: Samples.credential(.privateKey, endsIn: 12 * 86_400 + 60), token: Samples.token(left: 2467),
            contact: ContactRecord(at: Samples.now + -130))
    }
}

extension Session {
    var rotating: RotationWizard? { value.wizard as? RotationWizard }
    var step: Attempt { rotating?.work?.attempt ?? Attempt(-1) }

    @discardableResult func tell(_ message: RotationMessage) -> [Effect] { apply(.rotation(message)) }

    /// `r` on a profile as it stands.
    static func rotating(_ record: ProfileRecord, columns: Int = 80, rows: Int = 24) -> Session {
        let session = Session.showing([record], columns: columns, rows: rows)
        session.press([.character("r")])
        return session
    }
}
