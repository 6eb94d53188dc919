import Foundation
import MintCore
import MintHTTP
import MintMCP

/// A client for the public conformance suite: `ConformanceClient URL`, with the scenario in the environment (CF-1 to CF-3).
/// It ends with 0 where the exchange came to its end, and else says on standard error why it did not.
@main
enum ConformanceClient {
    static func main() async {
        let environment = ProcessInfo.processInfo.environment
        do {
            let assignment = try Assignment(arguments: CommandLine.arguments, environment: environment)
            try await AsyncHTTPTransport.withTransport(
                proxy: ProxySettings(), trust: TrustSettings(), now: Services.wallClock
            ) { transport in
                let services = Services(transport: transport, context: assignment.context)
                var tokens: any TokenSource = AnonymousTokenSource()
                if let request = try SignIn(assignment: assignment).request() {
                    tokens = try await SignedInTokens.signIn(request, with: services)
                }
                try await Exercise(assignment: assignment).run(transport: transport, tokens: tokens)
            }
        } catch {
            let failure = Failure(error)
            let lines = [failure.headline, failure.hint].compactMap(\.self).joined(separator: "\n")
            FileHandle.standardError.write(Data((lines + "\n").utf8))
            exit(failure.exitStatus.rawValue)
        }
    }
}
