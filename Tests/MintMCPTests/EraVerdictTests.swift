import MintCore
import Testing

@testable import MintMCP

@Suite struct EraVerdictTests {
    enum Body: CaseIterable {
        case discovered, otherResult, modernCode, versionCode, legacyCode, invalidParams, unknownMethod, html, empty,
            lost

        var content: Reply.Content {
            switch self {
            case .discovered: .result(["supportedVersions": ["2026-07-28"]])
            case .otherResult: .result(["protocolVersion": "2025-11-25"])
            case .modernCode: .failure(RPCFailure(code: -32020, message: ""))
            case .versionCode: .failure(RPCFailure(code: -32022, message: "", data: ["supported": ["2026-07-28"]]))
            case .legacyCode: .failure(RPCFailure(code: -32000, message: ""))
            case .invalidParams: .failure(RPCFailure(code: -32602, message: ""))
            case .unknownMethod: .failure(RPCFailure(code: -32601, message: ""))
            case .html: .foreign(excerpt: "<html>")
            case .empty: .empty
            case .lost: .lost
            }
        }
    }

    @Test(arguments: [200, 400, 403, 404, 405, 406, 500], Body.allCases)
    func `ERA-2: only a discovery, or a modern code with 400, is modern`(status: Int, body: Body) {
        let verdict = EraVerdict.judge(Reply(status: status, sessionID: nil, content: body.content))
        switch (status, body) {
        case (200, .discovered): #expect(verdict == .modern(["supportedVersions": ["2026-07-28"]]))
        case (400, .modernCode): #expect(verdict == .modernFailure(RPCFailure(code: -32020, message: "")))
        case (400, .versionCode): #expect(verdict == .versions(["2026-07-28"]))
        default: #expect(verdict == .legacy)
        }
    }

    @Test(arguments: [200, 400, 403, 404, 405, 406, 500], Body.allCases)
    func `ERA-4: what takes a remembered modern revision back`(status: Int, body: Body) {
        let reply = Reply(status: status, sessionID: nil, content: body.content)
        let expected: Bool =
            switch (status, body) {
            case (200, _), (403, _), (500, _): false
            case (404, .unknownMethod): false  // a modern server without this method (M26-5)
            case (_, .legacyCode), (_, .invalidParams), (_, .unknownMethod), (_, .html), (_, .empty): true
            default: false
            }
        #expect(EraVerdict.contradictsModern(reply) == expected)
    }

    @Test(arguments: [200, 400, 404], Body.allCases)
    func `ERA-6: what takes a remembered legacy revision back`(status: Int, body: Body) {
        let reply = Reply(status: status, sessionID: nil, content: body.content)
        #expect(EraVerdict.contradictsLegacy(reply) == (status == 400 && (body == .modernCode || body == .versionCode)))
    }
}
