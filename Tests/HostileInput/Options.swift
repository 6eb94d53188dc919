/// What the command line asks for.
struct Options: Equatable {
    var seed: UInt64 = 1
    /// In all, divided among the targets by their shares.
    var count = 100_000
    /// `nil` for all.
    var target: String?
    /// One case alone, to see it again.
    var number: Int?

    struct Invalid: Error, Equatable { var words: String }

    static let usage = """
        usage: hostile-input [--seed N] [--count N] [--target NAME [--case N]]
        Feeds broken input to everything that reads what servers and operators give. Ends with 1 after a violation.
        targets: \(Target.all.map(\.name).joined(separator: " "))
        """

    init(_ arguments: [String]) throws(Invalid) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { throw Invalid(words: "\(option) needs a value") }
            switch option {
            case "--seed": seed = try Self.number(value, option)
            case "--count": count = try Self.number(value, option)
            case "--case": number = try Self.number(value, option)
            case "--target":
                guard Target.all.contains(where: { $0.name == value }) else {
                    throw Invalid(words: "no target \(value)")
                }
                target = value
            default: throw Invalid(words: "no option \(option)")
            }
        }
        guard (1...1_000_000_000).contains(count) else { throw Invalid(words: "--count must be from 1 to 1000000000") }
        guard number == nil || target != nil else { throw Invalid(words: "--case needs --target") }
    }

    private static func number<Number: FixedWidthInteger>(_ text: String, _ option: String) throws(Invalid) -> Number {
        guard let number = Number(text), number >= 0 else {
            throw Invalid(words: "\(option) needs a number, not \(text)")
        }
        return number
    }

    /// The targets to run, each with its number of cases, at least one.
    var plan: [(target: Target, count: Int)] {
        let chosen = Target.all.filter { target == nil || $0.name == target }
        let shares = chosen.reduce(0) { $0 + $1.share }
        var plan = chosen.map { (target: $0, count: max(1, count * $0.share / max(shares, 1))) }
        // What the division leaves over.
        plan[0].count += max(0, count - plan.reduce(0) { $0 + $1.count })
        return plan
    }
}
