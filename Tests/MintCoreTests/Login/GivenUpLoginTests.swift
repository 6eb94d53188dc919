import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import MintCore

/// What is left at a server by a login, or a logout, that somebody gives up halfway.
@Suite(.timeLimit(.minutes(1))) struct GivenUpLoginTests {
    private static let managed: [String: JSONValue] = [
        "client_id": "reg-1", "token_endpoint_auth_method": "none", "registration_access_token": "rat-CANARY",
        "registration_client_uri": "https://as.example/register/reg-1",
    ]

    /// Gives up while the browser is open.
    private final class Impatient: LoginInteraction {
        let notes = Mutex<[String]>([])
        func present(_ prompt: DevicePrompt) async {}
        func note(_ line: String) async { notes.withLock { $0.append(line) } }
        func openUserAgent(redirectURI: String?) async throws -> any UserAgentVisit { Visit() }

        private struct Visit: UserAgentVisit {
            let redirectURI = "http://127.0.0.1:49152/callback/x"
            func response(to url: HTTPURL) async throws -> String {
                withUnsafeCurrentTask { $0?.cancel() }
                throw CancellationError()
            }
            func close() async {}
        }
    }

    private func bench(
        _ registered: [String: JSONValue] = managed, removal: ScriptedAnswer = .body(204),
        token: ScriptedAnswer? = nil, wrapProfiles: (InMemoryProfileStore) -> any ProfileStore = { $0 }
    ) -> ServiceBench {
        let script = GrantNetwork.script(
            ["revocation_endpoint": "https://as.example/revoke"], registered: registered)
        return ServiceBench(wrapProfiles: wrapProfiles) { request, count in
            switch request.url.path {
            case "/register/reg-1": removal
            case "/revoke": .json(200, [:])
            case "/token": token ?? script(request, count)
            default: script(request, count)
            }
        }
    }

    private func giveUp(_ bench: ServiceBench, _ person: Impatient, log: TraceLog = TraceLog()) async throws {
        let plan = try await bench.login.plan(GrantNetwork.request(.authorizationCode)), login = bench.login
        let outcome = await Task {
            try await login.perform(plan, interaction: person, observe: { log.note($0) })
        }.result
        #expect(throws: CancellationError.self) { try outcome.get() }
    }

    @Test func `the client that was registered is removed although whoever waited was cancelled`() async throws {
        let bench = bench(), person = Impatient()
        try await giveUp(bench, person)
        #expect(GrantNetwork.asked(bench, "/register/reg-1").map(\.method) == ["DELETE"])
        #expect(person.notes.withLock { $0.isEmpty })
    }

    @Test func `a client that stays is told of`() async throws {
        let (refusing, person, log) = (
            bench(removal: .failing(.closedEarly(host: "as.example"))), Impatient(), TraceLog()
        )
        try await giveUp(refusing, person, log: log)
        #expect(person.notes.withLock { $0.first?.hasPrefix("the client that was registered stays: ") } == true)
        #expect(log.hops.last?.verdict == "not removed")
        let other = Impatient()
        try await giveUp(bench(["client_id": "reg-1", "token_endpoint_auth_method": "none"]), other)
        #expect(other.notes.withLock { $0 } == ["the client reg-1 stays registered"])
    }

    @Test func `a refused exchange takes the client back, also where the login is only tried`() async throws {
        for isTrial in [true, false] {
            let bench = bench(token: .json(400, ["error": "invalid_grant"]))
            let plan = try await bench.login.plan(GrantNetwork.request(.authorizationCode))
            await #expect(throws: TokenEndpointError.self) {
                if isTrial {
                    _ = try await bench.login.tryOut(plan, interaction: ScriptedBrowser.agreeing)
                } else {
                    _ = try await bench.login.perform(plan, interaction: ScriptedBrowser.agreeing)
                }
            }
            #expect(GrantNetwork.asked(bench, "/register/reg-1").count == 1, "\(isTrial)")
        }
    }

    @Test func `what nobody wants any more is revoked although whoever waited was cancelled`() async throws {
        let bench = bench(), login = bench.login
        let plan = try await login.plan(GrantNetwork.request(.authorizationCode))
        let granted = try await login.tryOut(plan, interaction: ScriptedBrowser.agreeing)
        let outcome = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await login.discard(granted)
        }.value
        #expect(outcome.left.isEmpty && outcome.done.count == 3)
    }

    // MARK: - What is kept

    /// Profiles that cannot be read once a login is committed.
    private final class UnreadableProfiles: WrappedProfileStore {
        let inner: InMemoryProfileStore
        private let isCommitted = Mutex(false)

        init(_ inner: InMemoryProfileStore) { self.inner = inner }

        func commitLogin(_ login: LoginRecord) async throws(StateError) {
            try await inner.commitLogin(login)
            isCommitted.withLock { $0 = true }
        }

        func record(_ id: ProfileID) async throws(StateError) -> ProfileRecord? {
            if isCommitted.withLock({ $0 }) { throw .busy(path: "state.sqlite") }
            return await inner.record(id)
        }
    }

    @Test func `what is committed is not revoked where it cannot be read again`() async throws {
        let bench = bench(wrapProfiles: { UnreadableProfiles($0) })
        let plan = try await bench.login.plan(GrantNetwork.request(.authorizationCode))
        let record = try await bench.login.perform(plan, interaction: ScriptedBrowser.agreeing)
        #expect(GrantNetwork.asked(bench, "/revoke").isEmpty && GrantNetwork.asked(bench, "/register/reg-1").isEmpty)
        let kept = try #require(await bench.memory.record(record.id))
        #expect(record.profile == kept.profile && record.token == kept.token && record.bonds == kept.bonds)
    }
}
