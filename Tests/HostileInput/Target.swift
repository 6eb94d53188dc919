/// A reader under fire.
struct Target: Sendable {
    let name: String
    /// How many cases it gets beside the others: 100 for a quick one.
    let share: Int
    /// Makes an input from the case's dice, reads it, and looks at what came of it.
    let run: @Sendable (inout Case) async -> Void

    init(_ name: String, share: Int = 100, run: @escaping @Sendable (inout Case) async -> Void) {
        (self.name, self.share, self.run) = (name, share, run)
    }

    static let all: [Target] = [
        .challenge, .metadata, .audit, .url, .token, .device, .registration, .introspection, .authorization, .date,
        .cache, .sealedFile, .vaultKey,
        .claims, .jwk, .key, .encryptedKey, .events, .message, .tool, .text, .form, .json, .arguments, .stored,
        .picture, .large,
    ]

    /// One case by its number: the same seed and number, the same input.
    func check(seed: UInt64, number: Int) async -> Case {
        var one = Case(target: name, seed: seed, number: number)
        await run(&one)
        return one
    }
}
