import Glibc
import MintCore
import MintKeyring

/// A process that works on the vault until it is killed, and says on stdout what it began and what it finished.
struct Worker {
    private enum Work { case writes(String), rotates }

    private let work: Work
    private let vault: VaultKeyring

    /// How many items each writer has, and one that all share.
    static let items = 6
    static let shared = "shared"
    static let binding = SecretBinding(
        profileName: "torture", issuer: "https://as.example", tokenEndpointOrigin: "https://as.example")

    /// `writer NAME FOLDER` or `rotator FOLDER`.
    init?(_ arguments: [String]) {
        switch (arguments.first, arguments.count) {
        case ("writer", 3): work = .writes(arguments[1])
        case ("rotator", 2): work = .rotates
        default: return nil
        }
        vault = Self.vault(in: arguments[arguments.count - 1])
    }

    static func vault(in folder: String) -> VaultKeyring {
        VaultKeyring(folder: folder + "/vault", keyFile: folder + "/conf/vault.key", notice: { _ in })
    }

    static func key(_ owner: String, _ item: Int) -> KeyringKey {
        KeyringKey(profile: ProfileID(rawValue: "\(owner)-\(item)"), kind: .accessToken, generation: 1)
    }

    /// A secret that tells who wrote it when, and whether all of it is there.
    static func secret(_ owner: String, _ round: Int) -> Secret {
        let word = "\(owner) \(round) "
        return Secret(word + String(repeating: "\(round % 10)", count: round * 37 % 3000) + " end")
    }

    func run() async -> Never {
        do throws(KeyringError) {
            switch work {
            case .writes(let name): try await write(name)
            case .rotates: try await rotate()
            }
        } catch {
            Self.tell("failed \(error.headline)")
        }
        exit(1)
    }

    private func write(_ name: String) async throws(KeyringError) {
        // A number that no earlier process of this name used.
        var round = Int(time(nil)) << 20 | Int(getpid() & 0xFFF) << 8
        while true {
            round += 1
            let isShared = round.isMultiple(of: 5)
            let (owner, item) = isShared ? (Self.shared, 0) : (name, round % Self.items)
            Self.tell("begun \(owner) \(item) \(round)")
            try await vault.store(Self.secret(name, round), at: Self.key(owner, item), bound: Self.binding)
            Self.tell("done \(owner) \(item) \(round)")
        }
    }

    private func rotate() async throws(KeyringError) {
        while true {
            do throws(VaultError) {
                _ = try await vault.rotateKey { _, _ in }
                Self.tell("rotated")
                // As an operator would who has one vault.
                _ = try await vault.forgetOldKeys { _, _ in }
            } catch .keyring(let error) {
                throw error
            } catch {
                continue  // there is no key yet
            }
        }
    }

    private static func tell(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = Glibc.write(STDOUT_FILENO, bytes, bytes.count)
    }
}
