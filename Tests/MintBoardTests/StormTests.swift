import Glibc
import MintCore
import MintScreen
import Testing

@testable import MintBoard

/// Random messages, keys and sizes on the state alone: what no order of events may break.
@Suite struct StormTests {
    /// Twenty times as many steps under `Scripts/torture`.
    private static var steps: Int { getenv("MINTMARK_TORTURE") == nil ? 5000 : 100_000 }
    private static var seeds: [UInt64] {
        let given = getenv("MINTMARK_TORTURE_SEED").flatMap { UInt64(String(cString: $0)) }
        return given.map { [$0, $0 &+ 1] } ?? [20_261_121, 4]
    }

    @Test(arguments: seeds)
    func `no order of messages, keys and sizes traps or draws outside`(seed: UInt64) throws {
        var storm = MessageStorm(
            seed: seed, records: try (0..<30).map { try Samples.record("p\($0)", left: $0 * 90 - 400) })
        var state = AppState.sample(blanksAfter: 300)
        _ = state.open()
        for _ in 0..<Self.steps {
            let message = storm.next(state)
            let before = state
            let effects = state.apply(message)
            storm.hear(effects)
            var frame = CellBuffer(size: state.size)
            let cursor = BoardScreen.render(state, into: &frame)
            if let problem = Self.problem(state, frame, cursor) {
                Issue.record(
                    "\(problem) after \(message) on \(before.size), \(before.screens.count) screens, seed \(seed)")
                return
            }
            if state.ending != nil {
                state = .sample(blanksAfter: 300)
                storm.hear(state.open())
            }
        }
    }

    private static func problem(_ state: AppState, _ frame: CellBuffer, _ cursor: Position?) -> String? {
        if frame.size != state.size { return "a frame of \(frame.size)" }
        if let cursor, frame.size.rows > 0, frame.size.columns > 0 {
            // A cursor at the very edge is clamped by the terminal; further out somebody has miscounted.
            guard (0..<frame.size.rows).contains(cursor.row), (0...frame.size.columns + 40).contains(cursor.column)
            else {
                return "the cursor at \(cursor)"
            }
        }
        if let selection = state.list.selection, state.catalog[selection] == nil { return "a selection of nobody" }
        if state.screens.count > 40 { return "\(state.screens.count) screens" }
        if state.renewals.count > 200 { return "\(state.renewals.count) renewals" }
        return nil
    }
}

/// What may happen next: keys most of the time, answers to what was asked, late ones and ones to nothing.
struct MessageStorm {
    private var generator: SeededGenerator
    private let records: [ProfileRecord]
    private var asked: [Attempt] = []

    init(seed: UInt64, records: [ProfileRecord]) {
        generator = SeededGenerator(seed: seed)
        self.records = records
    }

    mutating func hear(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .load(let attempt, _), .renew(_, let attempt, _), .probe(_, let attempt), .lookAtDoor(_, let attempt),
                .openStore(_, let attempt, _), .unseal(let attempt), .palette(.run(_, let attempt)),
                .copy(.fetched(_, _, _, let attempt)):
                asked.append(attempt)
            default: break
            }
        }
        if asked.count > 24 { asked.removeFirst(asked.count - 24) }
    }

    private mutating func pick<T>(_ choices: [T], else fallback: T) -> T {
        choices.randomElement(using: &generator) ?? fallback
    }

    private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &generator) == 0 }

    private static let keys: [Key] = [
        .enter, .escape, .tab, .backtab, .backspace, .delete, .up, .down, .left, .right, .home, .end, .pageUp,
        .pageDown,
        .function(1), .function(5), .ctrl("l"), .ctrl("u"), .ctrl("w"), .ctrl("a"), .ctrl("r"), .resize, .suspend,
        .paste("2 支\u{1B}[2J\n!x"), .paste("https://mcp.example.com/mcp\n"), .insert,
    ]

    mutating func next(_ state: AppState) -> Message {
        if chance(12) {
            return .resized(
                Size(
                    columns: Int.random(in: 0...160, using: &generator), rows: Int.random(in: 0...50, using: &generator)
                ))
        }
        if chance(10) { return .tick(state.now + Int.random(in: chance(20) ? -500...500 : 1...2, using: &generator)) }
        if chance(4) { return answer() }
        if chance(400) { return .key(.ctrl("c")) }
        if chance(15) {
            let place = Position(
                row: Int.random(in: -1...60, using: &generator), column: Int.random(in: -1...200, using: &generator))
            return .key(.mouse(Mouse(pick([.click, .doubleClick, .wheelUp, .wheelDown], else: .click), at: place)))
        }
        if chance(2) { return .key(pick(Self.keys, else: .escape)) }
        if chance(3) { return .key(.character(pick(Array(":/?ypRrnUZI<>jkgGqcd e支\u{301}"), else: " "))) }
        return .key(.character(Character(UnicodeScalar(UInt8.random(in: 0x20...0x7E, using: &generator)))))
    }

    private mutating func answer() -> Message {
        let attempt = chance(6) ? Attempt(Int.random(in: 0...500, using: &generator)) : pick(asked, else: Attempt(1))
        let failure = Failure(
            headline: "refused \u{1B}[31m by 支払い", hint: "first\nsecond",
            exitStatus: pick([.local, .store, .network], else: .local))
        let record = pick(records, else: records[0])
        let isBad = chance(2)
        switch Int.random(in: 0..<16, using: &generator) {
        case 0...2:
            return .loaded(attempt, Catalog(Array(records.shuffled(using: &generator).prefix(chance(5) ? 0 : 20))))
        case 3: return isBad ? .loadFailed(attempt, failure) : .unchanged(attempt)
        case 4: return .stores([.vault: pick([.ready, .locked], else: .ready), .secretService: .noBus])
        case 5:
            let opening = pick([StoreOpening.unlock, .create, .prompt, .none], else: .none)
            return .door(attempt, StoreDoor(state: .locked, opening: opening, wayForward: "  run\n    this"))
        case 6: return .storeOpened(attempt, isBad ? failure : nil)
        case 7: return .typed(Int.random(in: 0...300, using: &generator))
        case 8: return chance(2) ? .seal(isBad) : .unsealed(attempt, isBad ? failure : nil)
        case 9: return isBad ? .renewalFailed(record.id, attempt, failure) : .renewed(attempt, record)
        case 10:
            return .climbed(
                attempt, Rung(.tls, microseconds: 1200, detail: "TLS 1.3, 支払い, a long detail of many words"))
        case 11: return .probeEnded(attempt, isBad ? failure : nil)
        case 12: return .palette(.learned(PaletteTests.vocabulary, history: ["renew", "log --failed"]))
        case 13:
            return .palette(
                .said(attempt, CommandOutput.Piece("NAME   支払い\t\u{1B}[2J and so on\nnext", isAside: isBad)))
        case 14: return .palette(.ended(attempt, isBad ? 4 : 0))
        default:
            return isBad
                ? .copy(.failed(attempt, failure))
                : .copy(.sent("access token", of: "p", isSecret: true, attempt, chance(2) ? .away : nil))
        }
    }
}
