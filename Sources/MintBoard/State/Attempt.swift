/// Names one piece of work, so that its answer can be told from the answer to an earlier one.
struct Attempt: Hashable, Sendable {
    let number: Int
    init(_ number: Int) { self.number = number }
}
