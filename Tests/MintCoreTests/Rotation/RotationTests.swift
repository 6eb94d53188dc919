import MintCore
import TestSupport
import Testing

@Suite struct RotationTests {
    typealias State = Rotation.State

    static let new = CredentialRecord(kind: .clientSecret, generation: 2, createdAt: Practice.start)
    static let old = Practice.credential(1)
    static let use = CredentialUse(authentication: .clientSecretBasic)
    static let trouble = ContactFailure(code: "timeout", headline: "No answer", hint: nil)

    static func plan(
        _ source: Rotation.Source = .registration, overlap: Rotation.Overlap = .unknown, isCompromise: Bool = false,
        publication: Rotation.Publication? = nil
    ) -> Rotation.Plan {
        Rotation.Plan(
            source: source, kind: .clientSecret, use: use, overlap: overlap, isCompromise: isCompromise,
            publication: publication)
    }

    /// How each state is come to.
    static let ways: [State: [Rotation.Event]] = {
        let committed = Rotation.Event.committed(previous: old, use: use, oldToken: nil)
        let staged: [Rotation.Event] = [.asked(answer: 1), .staged(new)]
        return [
            .proposed: [], .sent: [.asked(answer: 1)], .staged: staged, .verified: staged + [.verified(nil)],
            .committed: staged + [.verified(nil), committed],
            .overlapping: staged + [.verified(nil), committed, .overlapBegan],
            .retired: staged + [.verified(nil), committed, .retired],
            .rolledBack: staged + [.verified(nil), committed, .rolledBack(new, use)], .abandoned: [.abandoned],
        ]
    }()

    static func rotation(_ state: State, _ plan: Rotation.Plan = plan()) throws -> Rotation {
        var rotation = Rotation(plan, place: 2, at: Practice.start)
        for event in try #require(ways[state]) { rotation = try rotation.after(event, at: Practice.start) }
        return rotation
    }

    /// Every event, and the states that it can happen in with those that it leads to.
    static let table: [(event: Rotation.Event, moves: [State: State])] = {
        let open: [State] = [.proposed, .sent, .staged, .verified, .committed, .overlapping, .rolledBack]
        let staying = Dictionary(uniqueKeysWithValues: open.map { ($0, $0) })
        let publishing: [State: State] = [
            .staged: .staged, .committed: .committed, .overlapping: .overlapping,
        ]
        return [
            (.began(.verify), staying), (.failed(trouble), staying),
            (.asked(answer: 4), [.proposed: .sent, .sent: .sent]), (.notObtained(trouble), [.sent: .proposed]),
            (.staged(new), [.proposed: .staged, .sent: .staged]), (.replaced(place: 3, use), [:]),
            (.publishing(answer: 5), publishing), (.published, publishing),
            (.verified(Practice.token(3)), [.staged: .verified]),
            (.committed(previous: old, use: use, oldToken: nil), [.verified: .committed]),
            (.overlapBegan, [.committed: .overlapping]),
            (.withdrawn, [.committed: .committed, .overlapping: .overlapping]),
            (.retired, [.committed: .retired, .overlapping: .retired]),
            (.rolledBack(new, use), [.committed: .rolledBack, .overlapping: .rolledBack]),
            (.takenUpAgain, [.rolledBack: .staged]),
            (.abandoned, Dictionary(uniqueKeysWithValues: open.map { ($0, .abandoned) })),
        ]
    }()

    @Test(arguments: State.allCases)
    func `every event in every state leads where the table says, or is refused`(state: State) throws {
        let before = try Self.rotation(state)
        #expect(before.state == state)
        for (event, moves) in Self.table {
            guard let next = moves[state] else {
                #expect(throws: RotationError.outOfOrder(state), "\(event)") {
                    try before.after(event, at: Practice.start + 9)
                }
                continue
            }
            let after = try before.after(event, at: Practice.start + 9)
            #expect(after.state == next, "\(event)")
            #expect(after.revision == before.revision + 1 && after.changedAt == Practice.start + 9)
            #expect(after.number == before.number && after.startedAt == before.startedAt)
        }
    }

    @Test(arguments: State.allCases)
    func `a pasted credential that was refused is replaced, while it is staged`(state: State) throws {
        var rotation = Rotation(Self.plan(.pasted), place: 2, at: Practice.start)
        for event in try #require(Self.ways[state]) { rotation = try rotation.after(event, at: Practice.start) }
        guard state == .staged else {
            #expect(throws: RotationError.self) {
                try rotation.after(.replaced(place: 3, Self.use), at: Practice.start)
            }
            return
        }
        let again = try rotation.after(.replaced(place: 3, Self.use), at: Practice.start)
        #expect(again.state == .proposed && again.place == 3 && again.next == nil)
    }

    /// A credential is named from before it is written until it is removed on purpose.
    @Test(arguments: State.allCases)
    func `the new credential, or its place, is named until the end`(state: State) throws {
        let rotation = try Self.rotation(state)
        let names = rotation.items(of: "p").map(\.generation)
        switch state {
        case .proposed, .sent: #expect(rotation.place == 2 && names.contains(2))
        case .staged, .verified, .rolledBack: #expect(rotation.next?.generation == 2 && names.contains(2))
        // It is the profile's own now; the old one is what the rotation names.
        case .committed, .overlapping: #expect(rotation.previous?.generation == 1 && names.contains(1))
        case .retired, .abandoned: #expect(names.isEmpty && !rotation.isOpen)
        }
    }

    @Test func `the steps of each kind come in their order`() throws {
        func steps(_ plan: Rotation.Plan, _ events: [Rotation.Event]) throws -> [Rotation.Step?] {
            var rotation = Rotation(plan, place: 2, at: Practice.start)
            return try [rotation.nextStep(at: Practice.start)]
                + events.map { event in
                    rotation = try rotation.after(event, at: Practice.start)
                    return rotation.nextStep(at: Practice.start)
                }
        }
        let end: [Rotation.Event] = [
            .verified(nil), .committed(previous: Self.old, use: Self.use, oldToken: nil), .overlapBegan,
        ]
        try #expect(
            steps(Self.plan(.pasted), [.staged(Self.new)] + end) == [.recover, .verify, .commit, .overlap, nil])
        try #expect(
            steps(Self.plan(), [.asked(answer: 1), .staged(Self.new)] + end)
                == [.obtain, .recover, .verify, .commit, .overlap, nil])
        try #expect(
            steps(Self.plan(.made, publication: .file("f")), [.staged(Self.new), .published] + end)
                == [.recover, .publish, .verify, .commit, .overlap, nil])
        for plan in [Self.plan(.pasted, overlap: .none), Self.plan(.pasted, isCompromise: true)] {
            try #expect(
                steps(plan, [.staged(Self.new)] + end.prefix(2)) == [.recover, .verify, .commit, .retire])
        }
    }

    @Test func `an overlap ends at the operator's date, and not by itself where there is none`() throws {
        let dated = try Self.rotation(.overlapping, Self.plan(overlap: .lasting(600)))
        #expect(dated.retireAt == Practice.start + 600)
        #expect(dated.nextStep(at: Practice.start + 599) == nil)
        #expect(dated.nextStep(at: Practice.start + 600) == .retire)
        #expect(dated.nextStep(.retire, at: Practice.start) == .retire)
        let open = try Self.rotation(.overlapping)
        #expect(
            open.nextStep(at: Practice.start + 1_000_000) == nil
                && open.nextStep(.retire, at: Practice.start) == .retire)
    }

    @Test func `a published old key is withdrawn before it is shown to be refused`() throws {
        var rotation = try Self.rotation(.proposed, Self.plan(.made, overlap: .none, publication: .file("f")))
        let key = CredentialRecord(kind: .privateKey, generation: 1, createdAt: Practice.start)
        let use = CredentialUse(authentication: .privateKeyJWT)
        for event in [
            .staged(Self.new), .published, .verified(nil), .committed(previous: key, use: use, oldToken: nil),
        ] as [Rotation.Event] { rotation = try rotation.after(event, at: Practice.start) }
        #expect(rotation.nextStep(at: Practice.start) == .withdraw)
        let withdrawn = try rotation.after(.withdrawn, at: Practice.start + 5)
        #expect(withdrawn.nextStep(at: Practice.start) == .retire)
        #expect(withdrawn.cacheEndsAt == Practice.start + 905)
    }

    @Test func `an interrupted change of the registration is recovered before anything else`() throws {
        let staged = try Self.rotation(.staged, Self.plan(.made, publication: .registration))
        let begun = try staged.after(.began(.publish), at: Practice.start)
        let asked = try begun.after(.publishing(answer: 7), at: Practice.start)
        #expect(asked.nextStep(at: Practice.start) == .recover)
        let failed = try asked.after(.failed(Self.trouble), at: Practice.start)
        #expect(failed.nextStep(at: Practice.start) == .recover && failed.failure == Self.trouble)
        #expect(try failed.after(.published, at: Practice.start).nextStep(at: Practice.start) == .verify)
    }
}
