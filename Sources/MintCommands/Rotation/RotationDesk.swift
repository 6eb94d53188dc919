import MintBoard
import MintCore

/// What a rotation on the board must not lose and must not show: what was typed, until it is in the store. One rotation at a
/// time; all else is in the journal.
actor RotationDesk {
    private let services: Services
    /// What `~` stands for.
    private let home: String?
    private var secrets: [FieldID: Secret] = [:]

    init(_ services: Services, home: String?) {
        self.services = services
        self.home = home
    }

    /// The board's view of this desk.
    nonisolated var rotationServices: RotationServices {
        RotationServices(
            hold: { await self.hold($0, $1) }, begin: { try await self.begin($0, $1) },
            publicKeys: { try await self.publicKeys($0) },
            saveFile: { try NewFile.write($0, to: self.path($1)) },
            carryOut: { try await self.carryOut($0, $1, $2) },
            record: { [services] in try await services.profiles.record($0) }, forget: { await self.forget() })
    }

    private func hold(_ field: FieldID, _ secret: Secret) { secrets[field] = secret.isEmpty ? nil : secret }

    private func forget() { secrets = [:] }

    // MARK: Beginning

    private func begin(_ wish: RotationWish, _ id: ProfileID) async throws -> ProfileRecord {
        let offer = RotationOffer(
            try await material(wish.source), overlap: wish.overlap, isCompromise: wish.isCompromise,
            publication: try wish.publication.map(publication), cacheTime: wish.cacheTime, expiresAt: wish.expiresAt)
        if let url = wish.registration {
            let token = try CredentialMaterial(home: home).line(secrets[RotationField.registrationToken])
            try await services.rotation.adopt(url, token, of: id)
        }
        let record = try await services.rotation.begin(offer, of: id)
        forget()
        return record
    }

    private func material(_ source: RotationWish.Source) async throws -> RotationOffer.Material {
        switch source {
        case .given(let wish): .given(try credential(wish))
        case .made(let algorithm): .made(try await Self.generate(algorithm))
        case .registration: .registration
        case .command(let text): .command(try words(text))
        }
    }

    /// RSA takes its time: not here, where everything else waits.
    @concurrent private static func generate(_ algorithm: SigningAlgorithm) async throws -> SigningKey {
        try SigningKey.generate(algorithm)
    }

    private func credential(_ wish: CredentialWish) throws -> Credential {
        let material = CredentialMaterial(home: home)
        switch wish {
        case .typed(let field): return .secret(try material.line(secrets[field]))
        case .secretFile(let path): return .secret(try material.line(try material.file(path)))
        case .pastedKey(let field, let passphrase):
            return .key(try material.key(secrets[field] ?? Secret(""), secrets[passphrase]))
        case .keyFile(let path, let passphrase):
            return .key(try material.key(try material.file(path), secrets[passphrase]))
        case .none, .made, .kept: throw Failure(headline: "There is no new credential to keep")
        }
    }

    private func publication(_ wish: RotationWish.Publication) throws -> Rotation.Publication {
        switch wish {
        case .file(let text): .file(try FileInput.absolute(path(text)))
        case .command(let text): .command(try words(text))
        case .registration: .registration
        }
    }

    private func words(_ text: String) throws -> [String] {
        guard let words = CommandWords.split(text) else {
            throw Failure(headline: "The command has no word in it, or an open quote")
        }
        return words
    }

    nonisolated private func path(_ text: String) -> String {
        text.hasPrefix("~/") ? (home ?? "~") + text.dropFirst() : text
    }

    // MARK: Going on

    private func publicKeys(_ id: ProfileID) async throws -> RotationKeys? {
        guard let record = try await services.profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        return try await services.rotation.publicKeys(of: record).map {
            RotationKeys(jwk: $0.key.serialized(), set: $0.set.serialized(), pem: $0.pem)
        }
    }

    nonisolated private func carryOut(
        _ act: RotationAct, _ id: ProfileID, _ report: @escaping RotationServices.Report
    ) async throws -> ProfileRecord {
        let rotation = services.rotation
        let observe: RotationService.Observer = { report(.hop($0)) }
        let tell: @Sendable (RotationReport) -> Void = { if let news = RotationNews($0) { report(news) } }
        switch act {
        case .goOn(let mayRepeat):
            return try await rotation.goOn(
                id, RotationService.Course(mayRepeat: mayRepeat, isOneStep: true, observe: observe, report: tell))
        case .retire:
            return try await rotation.goOn(
                id, RotationService.Course(wish: .retire, isOneStep: true, observe: observe, report: tell))
        case .rollBack: return try await rotation.rollBack(id, observe: observe, report: tell)
        case .abandon: return try await rotation.abandon(id, report: tell)
        }
    }
}

extension RotationNews {
    /// `nil` for what the step's end tells anyway.
    fileprivate init?(_ report: RotationReport) {
        switch report {
        case .began(let step): self = .began(step)
        case .done: return nil
        case .waiting(let next, let last): self = .waiting(next: next, last: last)
        case .remark(let words): self = .remark(words)
        }
    }
}
