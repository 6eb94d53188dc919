import HTTPTypes
import MintCore
import MintHTTP

/// A person who agrees to everything, and their browser: the suite's servers answer with a redirect at once, which is read
/// and not followed (CF-10, AC-6).
struct HeadlessBrowser: LoginInteraction {
    let transport: AsyncHTTPTransport

    func present(_ prompt: DevicePrompt) async {}

    func openUserAgent(redirectURI: String?) async throws -> any UserAgentVisit {
        Visit(transport: transport, redirectURI: redirectURI ?? "http://localhost:3000/callback")
    }

    private struct Visit: UserAgentVisit {
        let transport: AsyncHTTPTransport
        let redirectURI: String

        func response(to url: HTTPURL) async throws -> String {
            let answer = try await transport.send(TransportRequest(.get, url), deadline: .seconds(20))
            guard (300..<400).contains(answer.status), let location = answer.headers[.location] else {
                throw AuthorizationError.unreadable
            }
            return location
        }

        func close() async {}
    }
}
