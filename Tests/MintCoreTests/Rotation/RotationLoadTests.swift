import MintCore
import Synchronization
import TestSupport
import Testing

private final class LoadCourse: Sendable {
    let isOver = Mutex(false)
    let taken = Mutex(0)
}

/// Many clients at once, whatever is being changed.
@Suite struct RotationLoadTests {
    @Test func `fifty clients take tokens throughout many rotations, and not one fails`() async throws {
        let rotations = Torture.rounds(of: 100)
        let bench = RotationBench()
        let id = try await bench.seed()
        let course = LoadCourse()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    let tokens = bench.parts().tokens
                    while !course.isOver.withLock({ $0 }) {
                        let grant = try await tokens.token(of: id, TokenService.Need(isForced: true))
                        #expect(grant.warning == nil)
                        course.taken.withLock { $0 += 1 }
                        await Task.yield()
                    }
                }
            }
            let rotation = bench.parts().rotation
            for number in 1...rotations {
                _ = try await rotation.begin(RotationOffer(.command(["make"])), of: id)
                let kept = try await rotation.goOn(id)
                #expect(kept.rotation?.state == .overlapping)
                // The overlap is over: the server drops all but the newest.
                bench.server.change { $0.secrets = ["made-\(number)"] }
                #expect(try await rotation.goOn(id, .init(wish: .retire)).rotation == nil)
            }
            course.isOver.withLock { $0 = true }
            try await group.waitForAll()
        }
        try #expect(await bench.secret(of: id) == "made-\(rotations)")
        #expect(course.taken.withLock { $0 } > 50)
        try #expect(await bench.strays().isEmpty)
    }

    @Test func `two rotations of one profile at a time: the second is told so`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed()
        bench.server.change { $0.secrets.insert("secret-2") }
        let lease = try #require(bench.locks.acquireNow(LockKey(rotationOf: id)))
        await #expect(throws: RotationError.busy("billing")) {
            try await bench.parts().rotation.begin(RotationOffer(.given(.secret(Secret("secret-2")))), of: id)
        }
        lease.release()
        _ = try await bench.parts().rotation.begin(RotationOffer(.given(.secret(Secret("secret-2")))), of: id)
        await #expect(throws: RotationError.openAlready("billing", .staged)) {
            try await bench.parts().rotation.begin(RotationOffer(.registration), of: id)
        }
    }
}
