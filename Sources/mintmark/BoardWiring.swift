import MintCommands
import MintCore

struct BoardWiring: Sendable {
    let environment: ProcessEnvironment
    func run(_ services: Services) async throws -> MintCore.ExitStatus { .ok }
}
