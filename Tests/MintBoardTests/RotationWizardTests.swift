import MintScreen
import Testing

@testable import MintBoard
@testable import MintCore

@Suite struct RotationWizardTests {
    private typealias S = RotationSamples
    private static let id = ProfileID(rawValue: "id-billing-sync")

    private func attempt(_ effects: [Effect]) -> Attempt? {
        for effect in effects {
            switch effect {
            case .rotation(.begin(_, _, let attempt)), .rotation(.carryOut(_, _, let attempt)),
                .rotation(.readKeys(_, let attempt)), .rotation(.saveFile(_, _, let attempt)):
                return attempt
            default: continue
            }
        }
        return nil
    }

    /// A pasted secret, as far as its beginning.
    private func pasting(_ keys: [Key] = [.tab]) throws -> (Session, [Effect]) {
        let session = Session.rotating(try S.record())
        session.press([.ctrl("n")] + keys)
        session.apply(.typed(32))
        return (session, session.press([.ctrl("n")]))
    }

    @Test func `a pasted secret, from what is due to the overlap, by Enter alone from where it is kept`() throws {
        let (session, begun) = try pasting()
        let wish = RotationWish(.given(.typed(RotationField.secret)))
        let first = try #require(attempt(begun))
        #expect(begun == [.rotation(.hold(RotationField.secret)), .rotation(.begin(wish, Self.id, first))])
        session.tell(.begun(first, try S.record(S.rotation(.staged))))
        for (after, place) in [(Rotation.State.verified, 4), (.committed, 5), (.overlapping, 5)] {
            let effects = session.press([.enter])
            let step = try #require(attempt(effects))
            #expect(effects == [.rotation(.carryOut(.goOn(mayRepeat: false), Self.id, step))], "\(after)")
            session.tell(.done(step, try S.record(S.rotation(after))))
            #expect(session.rotating?.place == place && session.rotating?.work == nil, "\(after)")
        }
        #expect(session.rotating?.choice == .later)
        #expect(session.press([.enter]) == [.rotation(.leave(Self.id))])
        session.tell(.left(Self.id))
        #expect(session.screens.isEmpty)
        #expect(session.notice?.text.contains("stays overlapping") == true)
    }

    @Test func `what was answered goes along: overlap, compromise, end`() throws {
        let session = Session.rotating(try S.record())
        session.press([.down, .character(" "), .tab])
        session.press([.ctrl("n")])
        #expect(session.form.refusal?.field == RotationField.until)
        session.type("7d")
        session.press([.ctrl("n"), .tab])
        session.apply(.typed(8))
        session.press([.tab])
        session.type("90d")
        session.press([.ctrl("n")])
        guard let wish = session.rotating?.wish else { return }
        #expect(wish.overlap == .lasting(7 * 86_400) && !wish.isCompromise)
        #expect(wish.expiresAt == Samples.now + 90 * 86_400)
        #expect(session.rotating?.work != nil)

        let compromised = Session.rotating(try S.record())
        compromised.press([.down, .character(" "), .tab, .tab, .character("y"), .ctrl("n")])
        #expect(
            compromised.rotating?.wish.overlap == Rotation.Overlap.none
                && compromised.rotating?.wish.isCompromise == true)
    }

    @Test func `what is not possible is greyed, and says why`() throws {
        let key = Session.rotating(try S.keyProfile())
        key.press([.ctrl("n")])
        let options = key.rotating?.page[RotationField.source]?.options ?? []
        let doubts = Dictionary(uniqueKeysWithValues: options.map { ($0.id, $0.doubt) })
        #expect(doubts["registration"]??.reason.contains("makes secrets") == true && doubts["paste"] == .some(nil))
        key.press([.end, .up, .character(" ")])
        #expect(key.form.refusal?.failure.headline.contains("cannot be chosen") == true)

        let secret = Session.rotating(try S.record())
        secret.press([.ctrl("n")])
        let made = secret.rotating?.page[RotationField.source]?.options.first { $0.id == "made" }?.doubt
        #expect(made == .unlikely("billing-sync would prove itself by a key from then on"))
    }

    @Test func `the registration endpoint is asked after a yes only, and an asking is done in one go`() throws {
        let session = Session.rotating(try S.record(isRegistered: true))
        session.press([.ctrl("n")])
        #expect(session.rotating?.source == .registration)
        #expect(session.press([.ctrl("n")]).isEmpty)
        #expect(session.form.refusal?.field == RotationField.consent)
        let effects = session.press([.character("y"), .enter])
        let first = try #require(attempt(effects))
        #expect(effects == [.rotation(.begin(RotationWish(.registration), Self.id, first))])
        let proposed = try S.rotation(.proposed, source: .registration)
        let asking = session.tell(.begun(first, try S.record(proposed, isRegistered: true)))
        let second = try #require(attempt(asking))
        #expect(asking.contains(.rotation(.carryOut(.goOn(mayRepeat: false), Self.id, second))))
        // From then on the journal says `sent`, and so does the screen.
        session.tell(.news(second, .began(.obtain)))
        #expect(session.value.drawn.snapshot.contains("may have made"))
    }

    @Test func `an address and a token that only the operator knows`() throws {
        let session = Session.rotating(try S.record())
        session.press([.ctrl("n"), .down, .down, .down, .character(" "), .tab])
        session.press([.ctrl("n")])
        #expect(session.form.refusal?.field == RotationField.registrationURI)
        session.type("https://id.example/register/7")
        session.press([.tab])
        session.apply(.typed(20))
        session.press([.tab, .character("y"), .enter])
        #expect(session.rotating?.wish.registration == HTTPURL("https://id.example/register/7"))
        #expect(session.rotating?.work != nil)
    }

    @Test func `a key made here is shown, saved, and verified once it is registered`() throws {
        let session = Session.rotating(try S.keyProfile())
        session.press([.ctrl("n"), .ctrl("n")])
        #expect(session.rotating?.phase == .publication)
        let effects = session.press([.ctrl("n")])
        let first = try #require(attempt(effects)), id = ProfileID(rawValue: "id-ledger")
        #expect(effects == [.rotation(.begin(RotationWish(.made(.es256)), id, first))])
        var staged = try S.keyProfile()
        staged.rotation = try S.rotation(.staged, .privateKey, source: .made)
        let reading = session.tell(.begun(first, staged))
        let second = try #require(attempt(reading))
        #expect(reading.contains(.rotation(.readKeys(id, second))))
        session.tell(.keys(second, S.keys))
        #expect(
            session.form.focus == RotationField.keyForm
                && session.rotating?.steps[session.rotating?.place ?? 0] == "Published")
        session.press([.down, .down, .character(" "), .tab])
        session.type("/tmp/k.pem")
        let saving = session.press([.tab, .enter])
        let third = try #require(attempt(saving))
        #expect(saving == [.rotation(.saveFile(text: S.keys.pem, path: "/tmp/k.pem", third))])
        session.tell(.saved(third))
        #expect(session.rotating?.savedPath == "/tmp/k.pem" && session.form.focus == RotationField.act)
        #expect(session.press([.enter]).contains(.rotation(.carryOut(.goOn(mayRepeat: false), id, session.step))))
    }

    @Test func `waiting for the server's cache counts down, and Esc ends it between two steps`() throws {
        let record = try S.record(S.rotation(.staged, .privateKey, source: .made, publication: .file("/srv/jwks.json")))
        let session = Session.rotating(record)
        session.tell(.keys(session.step, S.keys))
        session.press([.enter])
        let step = session.step
        session.tell(.news(step, .waiting(next: Samples.now + 4, last: Samples.now + 900)))
        #expect(session.value.drawn.snapshot.contains("15:00 left"))
        #expect(session.press([.escape]) == [.cancel(step)])
        let stopped = Failure(headline: "Interrupted", exitStatus: .interrupted)
        session.tell(.failed(step, RotationSetback(stopped, record: record)))
        #expect(session.form.refusal?.failure.headline == "Stopped between two steps" && session.rotating?.work == nil)
        #expect(session.press([.escape]).contains(.rotation(.leave(Self.id))))
    }

    @Test func `a step that has begun comes to its end, and late answers are passed over`() throws {
        let session = Session.rotating(try S.record(S.rotation(.staged)))
        session.press([.enter])
        let step = session.step
        #expect(session.press([.escape]) == [.cancel(step)])
        #expect(session.rotating?.work?.words.contains("stopping after this step") == true)
        #expect(session.tell(.done(Attempt(step.number + 100), try S.record(S.rotation(.verified)))).isEmpty)
        #expect(session.rotating?.rotation?.state == .staged)
        session.tell(.done(step, try S.record(S.rotation(.verified))))
        #expect(session.rotating?.rotation?.state == .verified)
        #expect(session.tell(.done(step, try S.record(S.rotation(.committed)))).isEmpty)
    }

    @Test func `a wrong paste is mended in place: tried again, or another one given`() throws {
        let session = Session.rotating(try S.record(S.rotation(.staged)))
        session.press([.enter])
        let error = RotationError.notAccepted(
            "billing-sync", host: "id.example", code: "invalid_client", overlap: .unknown)
        session.tell(
            .failed(
                session.step, RotationSetback(Failure(error), error: error, record: try S.record(S.rotation(.staged)))))
        #expect(session.form.refusal?.failure.headline.contains("does not take the new one") == true)
        #expect(session.form.refusal?.failure.hint?.contains("Enter tries again") == true)
        #expect(session.form.focus == RotationField.act)
        session.press([.enter])
        #expect(session.rotating?.work != nil)
        session.tell(
            .failed(
                session.step, RotationSetback(Failure(error), error: error, record: try S.record(S.rotation(.staged)))))
        session.press([.down, .enter])
        #expect(session.rotating?.phase == .source)
        session.press([.tab])
        session.apply(.typed(9))
        let effects = session.press([.ctrl("n")])
        #expect(effects.contains { if case .rotation(.begin) = $0 { true } else { false } })
    }

    @Test(arguments: [
        (Rotation.State.staged, RotationWizard.Choice.on), (.verified, .on), (.committed, .on), (.overlapping, .later),
        (.rolledBack, .later), (.sent, .on),
    ])
    func `an open rotation is taken up where it stands, on the safe choice`(
        state: Rotation.State, choice: RotationWizard.Choice
    ) throws {
        let session = Session.rotating(try S.record(S.rotation(state)))
        #expect(session.rotating?.phase == .open && session.rotating?.choice == choice)
        #expect(session.form.answers[RotationField.sure] == nil)
    }

    @Test func `giving up, and retiring before the date, want a yes`() throws {
        for choice in [RotationWizard.Choice.abandon, .retire] {
            let session = Session.rotating(try S.record(S.rotation(.overlapping)))
            let options = session.rotating?.page[RotationField.act]?.options ?? []
            let place = try #require(options.firstIndex { $0.id == choice.rawValue })
            session.press(Array(repeating: .down, count: place) + [.enter])
            #expect(session.form.focus == RotationField.sure && session.rotating?.work == nil)
            #expect(session.press([.enter]).isEmpty)
            #expect(session.form.refusal?.failure.headline == "Nothing was done")
            let effects = session.press([.character("y"), .enter])
            let act: RotationAct = choice == .abandon ? .abandon : .retire
            #expect(effects == [.rotation(.carryOut(act, Self.id, session.step))])
        }
    }

    @Test func `B and Enter go back while the old one is kept`() throws {
        let session = Session.showing([try S.record(S.rotation(.overlapping))])
        session.press([.character("B")])
        #expect(session.rotating?.choice == .back)
        let effects = session.press([.enter])
        #expect(effects == [.rotation(.carryOut(.rollBack, Self.id, session.step))])
        session.tell(.done(session.step, try S.record(S.rotation(.rolledBack))))
        #expect(session.rotating?.rotation?.state == .rolledBack)
        let none = Session.showing([try S.record(S.rotation(.staged))])
        none.press([.character("B")])
        #expect(none.rotating == nil)
    }

    @Test func `an old one that still works is said loudly, and nothing is removed`() throws {
        let session = Session.rotating(try S.record(S.rotation(.committed, overlap: .none)))
        session.press([.enter])
        let error = RotationError.stillAccepted("billing-sync", host: "id.example")
        let record = try S.record(S.rotation(.committed, overlap: .none))
        session.tell(.failed(session.step, RotationSetback(Failure(error), error: error, record: record)))
        let screen = session.value.drawn.snapshot
        #expect(screen.contains("THE OLD CREDENTIAL STILL WORKS") && screen.contains("STILL ACCEPTS"))
        session.press([.enter])
        session.tell(.done(session.step, try S.record()))
        #expect(session.rotating?.phase == .ended(.retired))
        session.press([.enter])
        session.tell(.left(Self.id))
        #expect(session.screens.isEmpty)
    }

    @Test func `a command that was interrupted is run once more after a yes only`() throws {
        let record = try S.record(S.rotation(.sent, source: .command(["make"])))
        let session = Session.rotating(record)
        session.press([.enter])
        let error = RotationError.commandInterrupted("billing-sync")
        session.tell(.failed(session.step, RotationSetback(Failure(error), error: error, record: record)))
        #expect(session.press([.enter]).isEmpty)
        session.press([.tab])
        let effects = session.press([.character("y"), .enter])
        #expect(effects == [.rotation(.carryOut(.goOn(mayRepeat: true), Self.id, session.step))])
    }

    @Test func `a locked store is opened from here, and the rotation goes on behind its dialog`() throws {
        let session = Session.rotating(try S.record(S.rotation(.staged)))
        session.press([.enter])
        let locked = Failure(headline: "The vault is locked", exitStatus: .store)
        session.tell(.failed(session.step, RotationSetback(locked, record: try S.record(S.rotation(.staged)))))
        #expect(session.form.focus == RotationField.unlock)
        session.press([.enter])
        guard case .store? = session.screens.last else {
            Issue.record("no dialog")
            return
        }
    }

    @Test func `profiles without a credential of their own say why r does nothing`() throws {
        let session = Session.showing([
            ProfileRecord(profile: try Samples.profile("laptop", grant: .deviceCode, method: .none))
        ])
        session.press([.character("r")])
        #expect(session.rotating == nil && session.notice?.text.contains("no credential of its own") == true)
    }

    @Test func `nothing that was begun is lost by leaving, and what was only typed is asked about`() throws {
        let session = Session.rotating(try S.record())
        session.press([.tab, .character("y"), .escape])
        #expect(session.form.isLeaving && session.rotating?.farewell?.contains("Nothing was begun") == true)
        let effects = session.press([.character("y")])
        #expect(effects == [.dropEntry, .rotation(.leave(Self.id))] && session.screens.isEmpty)
        let open = Session.rotating(try S.record(S.rotation(.staged)))
        open.press([.escape])
        #expect(open.screens.isEmpty)
        open.tell(.left(Self.id))
        #expect(open.notice?.text == "the rotation of billing-sync stays staged; r goes on with it")
    }
}
