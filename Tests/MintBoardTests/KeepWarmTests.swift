import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct KeepWarmTests {
    @Test(
        arguments: [
            // left, lifetime, setting, used ago → due after seconds (LC-2: a tenth as lead)
            (1000, 3600, .always, nil, 1000 - 300), (1000, 3600, .whenUsed, 60, 700),
            (1000, 3600, .whenUsed, 2900, 700),
            (1000, 3600, .whenUsed, 2901, nil), (1000, 3600, .whenUsed, nil, nil), (1000, 3600, .never, 60, nil),
            (-80, 3600, .always, nil, -380), (-80, 3600, .whenUsed, 3600, -380), (-80, 3600, .whenUsed, 3601, nil),
            (40, 60, .always, nil, 10), (30, 40, .always, nil, 20),
        ] as [(Int, Int, ProfileSettings.KeepWarm, Int?, Int?)])
    func `renewal is due ahead of expiry, for those marked or used within a lifetime (LC-2)`(
        left: Int, lifetime: Int, setting: ProfileSettings.KeepWarm, usedAgo: Int?, due: Int?
    ) throws {
        var record = try Samples.record("a", left: left, of: lifetime, keepWarm: setting)
        record.lastUsedAt = usedAgo.map { Samples.now + -$0 }
        #expect(record.keepWarmMoment(jitter: 0, at: Samples.now) == due.map { Samples.now + $0 })
    }

    @Test func `no expiry is invented (TK-4), a pasted token is left alone, a missing one is asked for`() throws {
        #expect(try Samples.record("a", left: nil, keepWarm: .always).keepWarmMoment(jitter: 0, at: Samples.now) == nil)
        var record = try Samples.record("a", left: 10, keepWarm: .always)
        record.profile.grant = .static
        #expect(record.keepWarmMoment(jitter: 0, at: Samples.now) == nil)
        record.profile.grant = .clientCredentials
        record.token = nil
        #expect(record.keepWarmMoment(jitter: 0, at: Samples.now) == Samples.now)
    }

    @Test func `a refused credential is not sent again until it is another one`() throws {
        var record = try Samples.record("a", left: 10, keepWarm: .always)
        record.credential = Samples.credential(.clientSecret, endsIn: 86400)
        record.contact = ContactRecord(
            at: Samples.now + -5, failure: ContactFailure(code: "invalid_client", headline: "no", hint: nil))
        #expect(record.keepWarmMoment(jitter: 0, at: Samples.now) == nil)
        record.credential?.createdAt = Samples.now
        #expect(record.keepWarmMoment(jitter: 0, at: Samples.now) != nil)
    }

    @Test func `jitter moves the moment by up to a tenth of the lead, once per token`() throws {
        var warm = KeepWarm(seed: 3)
        let record = try Samples.record("a", left: 3600, keepWarm: .always)
        warm.plan(record, at: Samples.now)
        let due = try #require(warm.nextDue)
        #expect((Samples.now + 3600 - 330 - 1...Samples.now + 3600 - 300).contains(due))
        warm.plan(record, at: Samples.now + 100)
        #expect(warm.nextDue == due)
    }

    @Test func `the moment comes, and not before`() throws {
        let state = Session.showing([try Samples.record("a", left: 400, keepWarm: .always)])
        let due = try #require(state.keepWarm.nextDue)
        #expect(state.apply(.tick(due + -1)).renewals == [])
        #expect(state.apply(.tick(due)).renewals == ["id-a"])
        #expect(state.apply(.tick(due + 1)).renewals == [])
    }

    @Test func `four run at once, the most urgent first; each answer lets one in`() throws {
        let records = try (1...7).map { try Samples.record("p\($0)", left: -100 * $0, keepWarm: .always) }
        let state = Session.opening()
        let effects = state.receive(records)
        #expect(effects.renewals == ["id-p7", "id-p6", "id-p5", "id-p4"])
        let first = try #require(effects.attempts.first)
        let next = state.apply(.renewed(first, try Samples.record("p7", left: 3600, keepWarm: .always)))
        #expect(next.renewals == ["id-p3"])
        let failed = state.apply(
            .renewalFailed("id-p6", effects.attempts[1], Failure(headline: "no", exitStatus: .network)))
        #expect(failed.renewals == ["id-p2"])
        #expect(state.renewals.count == 4)
    }

    @Test func `after failures it waits 10 s, doubling up to 5 min`() throws {
        #expect((1...8).map(KeepWarm.pause) == [10, 20, 40, 80, 160, 300, 300, 300])
        let state = Session.opening()
        var effects = state.receive([try Samples.record("a", left: -10, keepWarm: .always)])
        for pause in [10, 20, 40, 80, 160, 300, 300] {
            let attempt = try #require(effects.attempts.first)
            state.apply(.renewalFailed("id-a", attempt, Failure(headline: "no", exitStatus: .network)))
            let failedAt = state.now
            #expect(state.apply(.tick(failedAt + pause - 1)).renewals == [])
            effects = state.apply(.tick(failedAt + pause))
            #expect(effects.renewals == ["id-a"])
        }
        #expect(state.drawn.text.contains("renewing"))
    }

    @Test func `tokens of a few seconds are renewed every 10 s at most`() throws {
        let state = Session.opening()
        let effects = state.receive([try Samples.record("a", left: 1, of: 4, keepWarm: .always)])
        let attempt = try #require(effects.attempts.first)
        var short = try Samples.record("a", left: 4, of: 4, keepWarm: .always)
        short.token?.generation = 2
        #expect(state.apply(.renewed(attempt, short)).renewals == [])
        #expect(state.apply(.tick(Samples.now + 9)).renewals == [])
        #expect(state.apply(.tick(Samples.now + 10)).renewals == ["id-a"])
    }

    @Test func `a renewal that was cancelled does not come back at once`() throws {
        let state = Session.opening()
        state.receive([try Samples.record("a", left: -10, keepWarm: .always)])
        state.press([.escape])
        #expect(state.apply(.tick(Samples.now + 5)).renewals == [])
        #expect(state.renewals.isEmpty)
    }

    @Test func `an authentication failure ends the automatic tries, R still tries`() throws {
        let state = Session.opening()
        let effects = state.receive([try Samples.record("a", left: -10, keepWarm: .always)])
        let attempt = try #require(effects.attempts.first)
        state.apply(.renewalFailed("id-a", attempt, Failure(headline: "refused", exitStatus: .authentication)))
        #expect(state.apply(.tick(Samples.now + 4000)).renewals == [])
        #expect(state.press([.character("R")]).renewals == ["id-a"])
    }
}
private func - (moment: Timestamp, seconds: Int) -> Timestamp { moment + -seconds }
