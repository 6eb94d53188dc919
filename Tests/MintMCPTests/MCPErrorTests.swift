import MintCore
import Testing

@testable import MintMCP

@Suite struct MCPErrorTests {
    static let all: [(MCPError, MintCore.ExitStatus)] = [
        (.refused(host: "h", method: "m", RPCFailure(code: -1, message: "a\nb\u{1B}[0m")), .server),
        (.refused(host: "h", method: "m", RPCFailure(code: -1, message: "")), .server),
        (.notMCP(host: "h", status: 200, excerpt: "<html>"), .server),
        (.notMCP(host: "h", status: 404, excerpt: ""), .server),
        (.unauthorized(host: "h", challenges: ["Bearer error=\"a\nb\""], hadToken: true), .authentication),
        (.unauthorized(host: "h", challenges: [], hadToken: false), .authentication),
        (.forbidden(host: "h", challenges: ["Bearer error=insufficient_scope"], message: nil), .authentication),
        (.forbidden(host: "h", challenges: [], message: "why"), .authentication),
        (.busy(host: "h", status: 503, retryAfter: nil), .server),
        (.redirected(host: "h", status: 302, location: nil), .server),
        (.unsupportedVersion(host: "h", ours: ["a"], theirs: []), .server),
        (.timedOut(host: "h", method: "m", after: .seconds(1)), .network),
        (.streamLost(host: "h", method: "m"), .network),
        (.sessionEnded(host: "h", method: "m"), .server), (.protocolViolation(host: "h", "x"), .server),
        (.endlessList(host: "h", reason: "x"), .server), (.needsInput(host: "h", tool: "t", wants: ["e"]), .server),
        (.needsInput(host: "h", tool: "t", wants: []), .server), (.needsTask(host: "h", tool: "t"), .server),
        (.unusableTool(host: "h", tool: "t", reason: "x"), .server),
        (.unsendableArgument(tool: "t", name: "a", reason: "x"), .local),
        (.unsendableToken(host: "h"), .authentication),
    ]

    @Test(arguments: all) func `every error is one plain line with its exit status`(
        error: MCPError, status: MintCore.ExitStatus
    ) {
        #expect(!error.headline.isEmpty && error.headline.plainLine(limit: 1000) == error.headline)
        #expect(!error.headline.hasSuffix(".") && error.exitStatus == status)
    }

    @Test func `a missing capability is named`() {
        let failure = RPCFailure(code: -32021, message: "m", data: ["requiredCapabilities": ["sampling": [:]]])
        #expect(MCPError.refused(host: "h", method: "m", failure).hint?.contains(#"{"sampling":{}}"#) == true)
    }

    @Test(arguments: ["$(reboot)", "a`b`", "a;b", "*", "a!b"]) func `hostile scopes do not become a command line`(
        scope: String
    ) {
        let error = MCPError.forbidden(
            host: "h", challenges: [#"Bearer error="insufficient_scope", scope="\#(scope)""#], message: nil)
        #expect(error.headline.contains(scope))
        #expect(error.hint?.contains(scope) == false)
    }
}
