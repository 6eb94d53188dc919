import Crypto

/// What can be said of the profiles' credentials without saying any of them.
public struct SecretTraits: Equatable, Sendable {
    public struct Item: Equatable, Sendable {
        public var profile: ProfileID
        public var kind: KeyringKey.Kind
        public var look: Look

        public init(profile: ProfileID, kind: KeyringKey.Kind, look: Look) {
            (self.profile, self.kind, self.look) = (profile, kind, look)
        }
    }

    public enum Look: Equatable, Sendable {
        /// - Parameter variety: How many different bytes are in it.
        case secret(bytes: Int, variety: Int)
        case key(SigningKey.Kind)
        /// It is not in its store.
        case missing
        /// What the store, or the reader of keys, says.
        case unreadable(Failure)
    }

    public var items: [Item] = []
    /// Profiles that hold the same secret, each group by name.
    public var shared: [[ProfileID]] = []
    /// Profiles whose store was not ready, or that were too many.
    public var unseen = 0

    public init() {}

    /// No more are read: a keyring takes a while for each.
    static let most = 2000

    /// Looks at the credentials of the profiles whose stores are ready. What is read stays in memory and is wiped.
    public static func read(_ records: [ProfileRecord], from keyrings: Keyrings, ready: Set<StoreName>) async -> Self {
        var traits = SecretTraits()
        // A key of this run alone: the digests say nothing to anybody else.
        let salt = SymmetricKey(size: .bits256)
        var holders: [Data32: [ProfileID]] = [:]
        for record in records {
            guard let credential = record.credential else { continue }
            guard ready.contains(record.profile.store), traits.items.count < most else {
                traits.unseen += 1
                continue
            }
            let key = KeyringKey(profile: record.id, kind: credential.kind, generation: credential.generation)
            let look: Look
            do throws(KeyringError) {
                let secret = try await keyrings[record.profile.store].secret(at: key, bound: record.profile.binding)
                look = secret.map { Self.look(at: $0, credential.kind) } ?? .missing
                if let secret { holders[Data32(secret, salt), default: []].append(record.id) }
            } catch {
                look = .unreadable(Failure(error))
            }
            traits.items.append(Item(profile: record.id, kind: credential.kind, look: look))
        }
        traits.shared = holders.values.filter { $0.count > 1 }.sorted { $0[0].rawValue < $1[0].rawValue }
        return traits
    }

    private static func look(at secret: Secret, _ kind: KeyringKey.Kind) -> Look {
        guard kind == .privateKey else {
            return secret.withBytes { .secret(bytes: $0.count, variety: Set($0).count) }
        }
        do throws(SigningKeyError) {
            return .key(try SigningKey(secret).kind)
        } catch {
            return .unreadable(Failure(error))
        }
    }

    private struct Data32: Hashable {
        private let bytes: [UInt8]

        init(_ secret: Secret, _ salt: SymmetricKey) {
            bytes = secret.withBytes { Array(HMAC<SHA256>.authenticationCode(for: $0, using: salt)) }
        }
    }
}
