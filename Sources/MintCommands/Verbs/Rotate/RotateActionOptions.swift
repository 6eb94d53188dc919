import ArgumentParser

/// What to do with a rotation that was begun: one of these at most.
struct RotateActionOptions: ParsableArguments {
    @Flag(name: .long, help: "Say where rotations stand, and what would happen if the machine died now.")
    var status = false

    @Flag(name: .long, help: "Go on with what was interrupted, or is due.")
    var resume = false

    @Flag(name: .long, help: "Go back to the old credential, once it has obtained a token.")
    var rollback = false

    @Flag(name: .long, help: "End the overlap now: show that the old one is refused, and remove it.")
    var retire = false

    @Flag(name: .long, help: "Give up: the profile keeps what it uses, the other one is removed from the store.")
    var abandon = false

    enum Action: String, CaseIterable { case status, resume, rollback, retire, abandon }

    /// - Throws: ``UsageError`` for more than one.
    var chosen: Action? {
        get throws {
            let given: [(Action, Bool)] = [
                (.status, status), (.resume, resume), (.rollback, rollback), (.retire, retire), (.abandon, abandon),
            ]
            let chosen = given.filter(\.1).map(\.0)
            guard chosen.count <= 1 else {
                throw UsageError("\(chosen.map { "--\($0.rawValue)" }.joined(separator: " and ")) exclude each other")
            }
            return chosen.first
        }
    }
}
