public import MintCore
import Testing

/// What ``Keyring`` promises, as code; every implementation runs it against an empty, ready store.
///
/// - Parameter keepsBinding: Whether the store remembers what a secret is bound to (the Secret Service does not).
public func checkKeyring(_ keyring: some Keyring, keepsBinding: Bool) async throws {
    #expect(await keyring.state() == .ready)
    let check = KeyringCheck(keyring: keyring)
    try await check.replacesAndRemoves()
    try await check.keepsAnyBytes()
    try await check.tellsKeysApart()
    try await check.readersSeeOldOrNew()
    try await check.refusesWhatIsTooLarge()
    try await check.comparesBinding(keepsBinding)
}

private struct KeyringCheck<Store: Keyring> {
    let keyring: Store
    let binding = SecretBinding(
        profileName: "check", issuer: "https://as.example", tokenEndpointOrigin: "https://as.example:8443")
    let key = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 1)

    func replacesAndRemoves() async throws {
        #expect(try await keyring.secret(at: key, bound: binding) == nil)
        try await keyring.store(Secret("one"), at: key, bound: binding)
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("one"))
        try await keyring.store(Secret("zwei \u{0} ü"), at: key, bound: binding)
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("zwei \u{0} ü"))
        var renamed = binding
        renamed.profileName = "another name"
        #expect(try await keyring.secret(at: key, bound: renamed) == Secret("zwei \u{0} ü"))
        try await keyring.remove(key)
        try await keyring.remove(key)
        #expect(try await keyring.secret(at: key, bound: binding) == nil)
    }

    func keepsAnyBytes() async throws {
        let everyByte = (0..<256).map { UInt8($0) }
        let large = (0..<65_536).map { _ in UInt8.random(in: .min ... .max) }
        for bytes in [[], [0], [0, 0, 0], everyByte, large, Array("line\nline\r\n".utf8)] {
            try await keyring.store(Secret(bytes), at: key, bound: binding)
            #expect(try await keyring.secret(at: key, bound: binding) == Secret(bytes), "\(bytes.count) bytes")
        }
        try await keyring.remove(key)
    }

    func tellsKeysApart() async throws {
        let profile = ProfileID.unused()
        let keys = KeyringKey.Kind.allCases.flatMap { kind in
            [1, 2, 11].flatMap { generation in
                [key.profile, profile].map { KeyringKey(profile: $0, kind: kind, generation: generation) }
            }
        }
        func text(_ key: KeyringKey) -> Secret { Secret("\(key.profile.rawValue) \(key.kind) \(key.generation)") }
        for key in keys { try await keyring.store(text(key), at: key, bound: binding) }
        for key in keys { #expect(try await keyring.secret(at: key, bound: binding) == text(key)) }
        for (index, key) in keys.enumerated() {
            try await keyring.remove(key)
            #expect(try await keyring.secret(at: key, bound: binding) == nil)
            for left in keys[(index + 1)...].prefix(2) {
                #expect(try await keyring.secret(at: left, bound: binding) == text(left))
            }
        }
    }

    func readersSeeOldOrNew() async throws {
        let versions = (0..<8).map { Secret(String(repeating: "\($0)", count: 2000)) }
        try await keyring.store(versions[0], at: key, bound: binding)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for version in versions {
                group.addTask { try await keyring.store(version, at: key, bound: binding) }
                group.addTask {
                    let seen = try #require(try await keyring.secret(at: key, bound: binding))
                    #expect(versions.contains(seen))
                }
            }
            try await group.waitForAll()
        }
        try await keyring.remove(key)
    }

    func refusesWhatIsTooLarge() async throws {
        try await keyring.store(Secret("kept"), at: key, bound: binding)
        await #expect(throws: KeyringError.self) {
            try await keyring.store(Secret([UInt8](repeating: 1, count: 65_537)), at: key, bound: binding)
        }
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("kept"))
        try await keyring.remove(key)
    }

    func comparesBinding(_ isKept: Bool) async throws {
        try await keyring.store(Secret("bound"), at: key, bound: binding)
        var others: [SecretBinding] = []
        for issuer in ["https://evil.example", "https://as.example/", nil] {
            var other = binding
            other.issuer = issuer
            others.append(other)
        }
        for origin in ["https://as.example", "http://as.example:8443", "https://evil.example:8443"] {
            var other = binding
            other.tokenEndpointOrigin = origin
            others.append(other)
        }
        for other in others {
            do throws(KeyringError) {
                let secret = try await keyring.secret(at: key, bound: other)
                #expect(!isKept && secret == Secret("bound"), "opened for \(other)")
            } catch .bindingMismatch {
                #expect(isKept)
            }
        }
        try await keyring.remove(key)
    }
}

extension ProfileID {
    /// A random id in the form of a UUID that no other test uses.
    public static func unused() -> ProfileID {
        var digits = (0..<32).map { _ in "0123456789abcdef".randomElement() ?? "0" }
        digits[12] = "4"
        for index in [20, 16, 12, 8] { digits.insert("-", at: index) }
        return ProfileID(rawValue: String(digits))
    }
}
