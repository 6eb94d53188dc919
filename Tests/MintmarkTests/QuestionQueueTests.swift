import Foundation
import Testing

@testable import mintmark

/// Who may ask on the one terminal, and what stays of what was typed there.
@Suite struct QuestionQueueTests {
    let queue = QuestionQueue()

    /// Whether the bell was rung. There is never anything else to wait for.
    private func isRung(_ bell: Bell) -> Bool {
        let ended = open("/dev/null", O_RDONLY)  // always readable, so that nothing is waited for
        defer { close(ended) }
        return bell.rings(before: ended)
    }

    /// A second question, once it waits.
    private func second(_ bell: Bell) async -> Task<Bool, Never> {
        let (queue, waits) = (queue, !queue.hasDialogue)
        let second = Task { await queue.begin(bell, isDialogue: true) }
        while waits, !queue.hasDialogue { await Task.yield() }
        return second
    }

    @Test func `a second question waits for the first one, and ctrl-c is for the one that is asked`() async {
        let bells = (Bell(), Bell())
        #expect(!queue.interrupt())
        #expect(await queue.begin(bells.0, isDialogue: false))
        #expect(!queue.hasDialogue)
        let second = await second(bells.1)
        #expect(queue.interrupt() && isRung(bells.0) && !isRung(bells.1))
        queue.end()
        #expect(await second.value)
        #expect(queue.hasDialogue && queue.interrupt() && isRung(bells.1))
        queue.end()
        #expect(!queue.hasDialogue && !queue.interrupt())
    }

    @Test func `a question that is taken back while it waits is never put`() async {
        let bells = (Bell(), Bell())
        #expect(await queue.begin(bells.0, isDialogue: false))
        let second = await second(bells.1)
        queue.takeBack(bells.1)
        #expect(await second.value == false)
        #expect(queue.interrupt() && isRung(bells.0) && isRung(bells.1))
        queue.end()
        #expect(!queue.interrupt())
    }

    @Test(arguments: [("pässwört", 3, "pässw"), ("a", 2, ""), ("ok", 0, "ok")])
    func `what is taken back of a typed line is zeroed`(typed: String, times: Int, rest: String) {
        var line: [UInt8] = []
        line.reserveCapacity(64)
        line += Array(typed.utf8)
        for _ in 0..<times { line.wipeCharacter() }
        #expect(String(decoding: line, as: UTF8.self) == rest)
        #expect(Self.behind(line, typed.utf8.count - line.count).allSatisfy { $0 == 0 })
        line.wipe()
        #expect(line.isEmpty && Self.behind(line, typed.utf8.count).allSatisfy { $0 == 0 })
    }

    /// Bytes that lie behind its end, in the room that it has.
    private static func behind(_ line: [UInt8], _ count: Int) -> [UInt8] {
        line.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { Array(UnsafeBufferPointer(start: $0 + bytes.count, count: count)) } ?? []
        }
    }
}
