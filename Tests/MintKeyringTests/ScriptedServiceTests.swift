import MintCore
import TestSupport
import Testing

@testable import MintKeyring

/// What real keyrings cannot be made to do on demand.
@Suite(.enabled(if: TestBus.isWanted, "runs under Scripts/with-keyring, which has the daemons"))
struct ScriptedServiceTests {
    let binding = SecretBinding(profileName: "script", issuer: nil, tokenEndpointOrigin: "https://as.example")
    let key = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 1)
    /// An encrypted session: the service's half of the key exchange may be any number.
    static let openSession = ScriptedService.Answer.text("(<[byte 0x02]>, objectpath '/s')")
    let folder: TemporaryFolder
    let bus: PrivateBus

    init() throws {
        _ = try #require(TestBus.address, "no private bus: run this under Scripts/with-keyring")
        folder = try TemporaryFolder()
        bus = try PrivateBus(in: folder)
    }

    @Test func `a service without encryption is refused, and gets no secret (SS-4)`() async throws {
        let service = try ScriptedService(on: bus.address) { method, body in
            switch method {
            case "ReadAlias": .text("(objectpath '/c',)")
            case "Get": .text("(<false>,)")
            case "OpenSession" where !body.contains("'plain'"): .error("org.freedesktop.DBus.Error.NotSupported")
            case "OpenSession": .text("(<''>, objectpath '/s')")
            case "SearchItems": .text("([objectpath '/i'], @ao [])")
            default: .error("org.freedesktop.DBus.Error.UnknownMethod")
            }
        }
        let keyring = SecretServiceKeyring(busAddresses: [bus.address])
        let state = StoreState.refused("the keyring service offers no encrypted session")
        #expect(await keyring.state() == state)
        await #expect(throws: KeyringError.unavailable(.secretService, state)) {
            try await keyring.store(Secret("x"), at: key, bound: binding)
        }
        await #expect(throws: KeyringError.unavailable(.secretService, state)) {
            try await keyring.secret(at: key, bound: binding)
        }
        withExtendedLifetime(service) {}
    }

    @Test func `a call that waits is given up when its task is cancelled`() async throws {
        let service = try ScriptedService(on: bus.address) { _, _ in nil }
        let keyring = SecretServiceKeyring(busAddresses: [bus.address], deadline: .seconds(600))
        let (key, binding) = (key, binding)
        let load = Task { () async throws in try await keyring.secret(at: key, bound: binding) }
        for await method in service.asked where method == "SearchItems" { break }  // now it waits for the answer
        load.cancel()
        await #expect(throws: KeyringError.cancelled(.secretService)) {
            try await load.value
        }
    }

    @Test func `a prompt that the service wants is sent away`() async throws {
        let service = try ScriptedService(on: bus.address) { method, _ in
            switch method {
            case "OpenSession": Self.openSession
            case "SearchItems": .text("([objectpath '/i'], @ao [])")
            case "Delete": .text("(objectpath '/prompt',)")
            case "Dismiss": .text("()")
            default: .error("org.freedesktop.DBus.Error.UnknownMethod")
            }
        }
        let keyring = SecretServiceKeyring(busAddresses: [bus.address])
        let error = await #expect(throws: KeyringError.self) { try await keyring.remove(key) }
        #expect(error == KeyringError(.promptWanted, .remove))
        var methods: [String] = []
        for await method in service.asked {
            methods.append(method)
            if method == "Dismiss" { break }
        }
        #expect(methods == ["SearchItems", "OpenSession", "Delete", "Dismiss"])
    }

    @Test(arguments: ["('nonsense',)", "()", "(<1>,)"])
    func `answers of the wrong type are errors, never an absence`(answer: String) async throws {
        let service = try ScriptedService(on: bus.address) { _, _ in .text(answer) }
        let keyring = SecretServiceKeyring(busAddresses: [bus.address])
        await #expect(throws: KeyringError.self) { try await keyring.secret(at: key, bound: binding) }
        #expect(await keyring.state() != .ready)
        withExtendedLifetime(service) {}
    }

    @Test func `a collection that does not say whether it is locked is taken for locked`() async throws {
        let service = try ScriptedService(on: bus.address) { method, _ in
            switch method {
            case "ReadAlias": .text("(objectpath '/c',)")
            case "Get": .text("(<'perhaps'>,)")
            case "OpenSession": Self.openSession
            default: .text("(@ao [], @ao [])")
            }
        }
        let keyring = SecretServiceKeyring(busAddresses: [bus.address])
        #expect(await keyring.state() == .locked)
        await #expect(throws: KeyringError.unavailable(.secretService, .locked)) {
            try await keyring.secret(at: key, bound: binding)
        }
        withExtendedLifetime(service) {}
    }
}
