import MintCore
import Synchronization
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
            case "Prompt", "Dismiss": .text("()")
            default: .error("org.freedesktop.DBus.Error.UnknownMethod")
            }
        }
        let clock = ManualClock()
        let keyring = SecretServiceKeyring(
            busAddresses: [bus.address], deadline: .seconds(10), clock: clock, trust: BusTrust())
        let key = key
        let removal = Task { () async throws in try await keyring.remove(key) }
        await service.asked(for: "Prompt")
        await clock.sleepers(1)
        clock.advance(by: .seconds(10))
        let error = await #expect(throws: KeyringError.self) { try await removal.value }
        #expect(error == KeyringError(.promptWanted, .remove))
        await service.asked(for: "Dismiss")
    }

    /// KeePassXC answers every write with a prompt, which is over at once where it has nothing to ask.
    @Test func `a prompt that asks nobody is carried out`() async throws {
        let service = try ScriptedService(on: bus.address) { method, _ in
            switch method {
            case "OpenSession": Self.openSession
            case "SearchItems": .text("([objectpath '/i'], @ao [])")
            case "Delete": .text("(objectpath '/prompt',)")
            case "Prompt": .text("()")
            default: .error("org.freedesktop.DBus.Error.UnknownMethod")
            }
        }
        let keyring = SecretServiceKeyring(busAddresses: [bus.address])
        for isDismissed in [false, true] {
            let key = key
            let removal = Task { () async throws in try await keyring.remove(key) }
            await service.asked(for: "Prompt")
            service.complete("/prompt", isDismissed: isDismissed)
            if isDismissed {
                await #expect(throws: KeyringError.promptDismissed(.secretService)) { try await removal.value }
            } else {
                try await removal.value
            }
        }
    }

    /// As an attempt leaves it that ended between making the keyring and making it the default.
    @Test func `a keyring that did not become the default becomes it, and no second one is made`() async throws {
        let (isMade, isTried, isDefault) = (Flag(), Flag(), Flag())
        let login = SecretServiceLink.path + "/collection/login"
        let service = try ScriptedService(on: bus.address) { method, body in
            switch method {
            case "ReadAlias": .text("(objectpath '\(isDefault.isSet ? login : "/")',)")
            case "Get" where body.contains("Collections"): .text("(<@ao [\(isMade.isSet ? "'\(login)'" : "")]>,)")
            case "Get": .text("(<false>,)")
            case "OpenSession": Self.openSession
            case "Introspect": .text("('<interface name=\"\(SecretProvider.passwordInterface)\"/>',)")
            case "CreateWithMasterPassword" where isMade.isSet: .error("org.example.MadeTwice")
            case "CreateWithMasterPassword": isMade.set(.text("(objectpath '\(login)',)"))
            case "SetAlias" where !isTried.isSet: isTried.set(.error("org.example.Broken"))
            case "SetAlias": isDefault.set(.text("()"))
            default: .error("org.freedesktop.DBus.Error.UnknownMethod")
            }
        }
        let keyring = SecretServiceKeyring(busAddresses: [bus.address])
        #expect(await keyring.opening() == .create)
        await #expect(throws: KeyringError.self) { try await keyring.open(with: Secret("test")) }
        #expect(await keyring.opening() == .unlock)
        try await keyring.open(with: Secret("test"))
        #expect(await keyring.state() == .ready)
        withExtendedLifetime(service) {}
    }

    /// What a scripted service remembers.
    final class Flag: Sendable {
        private let state = Mutex(false)
        var isSet: Bool { state.withLock { $0 } }

        /// Sets it on the way to an answer.
        func set(_ answer: ScriptedService.Answer) -> ScriptedService.Answer {
            state.withLock { $0 = true }
            return answer
        }
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
