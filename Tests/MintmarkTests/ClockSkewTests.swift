import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// A clock that is wrong, ours or the server's, by the real binary (JA-7).
@Suite struct ClockSkewTests {
    @Test(arguments: [600, -600])
    func `a signed login works at once, is repeated once, and the next renewals need one request`(seconds: Int)
        async throws
    {
        try await PracticeServers.with { practice in
            try await practice.control("clock", ["advance_seconds": .int(Int64(seconds))])
            try await practice.login("billing-sync")
            #expect(try await practice.count(PracticeServers.tokenPath) == 2)
            let skew = try #require(try await practice.shown("billing-sync")["clock_skew"]?.integer)
            #expect(abs(skew - seconds) <= 5)
            #expect(try await practice.program.run("show", "billing-sync").out.contains("clock"))
            for _ in 1...2 {
                try await practice.control("reset-log", [:])
                #expect(try await practice.program.run("token", "billing-sync", "--force-new").code == 0)
                #expect(try await practice.count(PracticeServers.tokenPath) == 1)
            }
        }
    }

    @Test func `a clock that comes right again costs one repetition, once`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control("clock", ["advance_seconds": 600])
            try await practice.login("billing-sync")
            try await practice.control("clock", ["advance_seconds": -600])
            for expected in [2, 1] {
                try await practice.control("reset-log", [:])
                #expect(try await practice.program.run("token", "billing-sync", "--force-new").code == 0)
                #expect(try await practice.count(PracticeServers.tokenPath) == expected)
            }
        }
    }

    @Test func `a secret needs no clock, and a proof follows the server's`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control("clock", ["advance_seconds": 3000])
            try await practice.login("search-worker")
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
            try await practice.login("odd-secret", "--dpop")
            #expect(try await practice.count(PracticeServers.tokenPath) == 3)
            let connect = try await practice.program.run(
                "connect", practice.facts.mcp, "@svc", "--profile", "odd-secret")
            #expect(connect.code == 0, "\(connect.err)")
        }
    }
}
