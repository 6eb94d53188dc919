import HTTPTypes
import MintCore
import MintHTTP
import Testing

@testable import MintHTTP

@Suite struct AddressCheckTests {
    private func pins(
        _ answer: [String], _ most: AddressRange?, url: String = "https://m.example/x", route: Route = .direct
    ) async throws -> [String] {
        let request = TransportRequest(.get, try #require(HTTPURL(url)), mostPrivate: most)
        let check = AddressCheck(resolve: ScriptedResolver(answer).resolve)
        return try await check.pins(for: request, route: route, within: patience).map(\.address.text)
    }

    @Test(
        arguments: [
            (["8.8.8.8", "10.0.0.1"], .publicOrNamed, ["8.8.8.8"]),
            (["10.0.0.1", "8.8.8.8"], .publicOrNamed, ["8.8.8.8"]),
            (["10.0.0.1", "8.8.8.8"], .privateNetwork, ["10.0.0.1", "8.8.8.8"]),
            (["127.0.0.1", "169.254.169.254", "10.0.0.1"], .linkLocal, ["169.254.169.254", "10.0.0.1"]),
            (["127.0.0.1", "::1"], .loopback, ["127.0.0.1", "::1"]),
            (
                ["::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:a00:1::1", "2606:4700::1"], .publicOrNamed,
                ["2606:4700::1"]
            ),
            // What is no plain address is passed over: nothing but what was looked at is connected to.
            (["fe80::1%eth0", "0177.0.0.1", "name.example", "", "8.8.8.8"], .loopback, ["8.8.8.8"]),
        ] as [([String], AddressRange, [String])])
    func `of mixed answers the allowed ones are left (NET-4)`(
        answer: [String], most: AddressRange, left: [String]
    ) async throws {
        #expect(try await pins(answer, most) == left)
    }

    @Test func `IP versions take turns, and few addresses are tried`() async throws {
        let answer = ["2606::1", "2606::2", "2606::3", "8.8.8.1", "8.8.8.2", "8.8.8.3"]
        #expect(try await pins(answer, .publicOrNamed) == ["2606::1", "8.8.8.1", "2606::2", "8.8.8.2"])
        #expect(try await pins(Array(answer[3...]), .publicOrNamed) == Array(answer[3...]))
        #expect(AddressCheck.inTurn([]).isEmpty)
    }

    @Test(
        arguments: [
            ("https://169.254.169.254/x", "169.254.169.254"), ("https://10.1.1.1", "10.1.1.1"),
            ("http://127.0.0.1:8080", "127.0.0.1"), ("https://0177.1", "0177.1"), ("https://2130706433", "2130706433"),
            ("https://[::ffff:10.0.0.1]", "::ffff:10.0.0.1"), ("https://[::1]", "::1"),
        ])
    func `an address in the URL is checked, also before a proxy`(url: String, address: String) async throws {
        let host = try #require(HTTPURL(url)).hostAndPort
        let proxy = try #require(proxied)
        for route in [Route.direct, proxy] {
            await #expect(throws: TransportError.addressTooPrivate(host: host, address: address)) {
                try await pins(["8.8.8.8"], .publicOrNamed, url: url, route: route)
            }
            #expect(try await pins(["8.8.8.8"], .loopback, url: url, route: route).isEmpty)
        }
    }

    @Test func `a name is not looked at where a proxy resolves it, nor where nothing was asked for`() async throws {
        #expect(try await pins(["10.0.0.1"], .publicOrNamed, route: try #require(proxied)).isEmpty)
        #expect(try await pins(["10.0.0.1"], nil).isEmpty)
    }

    private var proxied: Route? {
        guard case .usable(let proxy) = ProxyAddress.read("http://proxy.example:3128", variable: "HTTPS_PROXY") else {
            return nil
        }
        return .proxied(proxy)
    }
}
