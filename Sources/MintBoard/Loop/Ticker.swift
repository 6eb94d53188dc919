import MintCore

/// A tick each second, without skipping one or telling one twice, however the waiting and the wall clock are in step.
struct Ticker<C: Clock> where C.Duration == Duration {
    let clock: C
    let now: WallClock

    /// Ends when its task is cancelled.
    func run(_ tell: (Timestamp) -> Void) async {
        var moment = now()
        var next = clock.now
        while !Task.isCancelled {
            next = next.advanced(by: .seconds(1))
            // After a stop or a suspended machine the missed ticks are not made up for.
            if next < clock.now { next = clock.now }
            do { try await clock.sleep(until: next, tolerance: nil) } catch { return }
            let wall = now()
            moment = abs(wall - (moment + 1)) <= 1 ? moment + 1 : wall
            tell(moment)
        }
    }
}
