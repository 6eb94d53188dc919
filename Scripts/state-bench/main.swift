import Foundation
import MintCore
import MintDatabase

// state-bench fill FOLDER N | list FOLDER | one FOLDER | write FOLDER N
let arguments = CommandLine.arguments
let folder = StateFolder(path: arguments[2])
let prefix = arguments.contains("--settings") ? "s" : arguments.contains("--pid") ? "\(getpid())-" : ""
let clock: WallClock = { Timestamp(1_795_000_000) }

func time<T>(_ label: String, _ body: () async throws -> T) async rethrows -> T {
    let start = ContinuousClock.now
    let value = try await body()
    print(label, ContinuousClock.now - start)
    return value
}

func fill(_ count: Int, into state: SQLiteState) async throws {
    for number in 0..<count {
        let id = ProfileID(rawValue: UUID().uuidString.lowercased())
        guard let server = HTTPURL("https://mcp-\(number).example.com/mcp"),
            let end = HTTPURL("https://auth.example.com/t")
        else { continue }
        let key = try await state.reserve(.clientSecret, for: id, in: .vault, at: clock())
        let token = try await state.reserve(.accessToken, for: id, in: .vault, at: clock())
        var settings = ProfileSettings()
        if arguments.contains("--settings") {
            settings.caFile = "/etc/ssl/\(number).pem"
            settings.parameters = [.init(name: "tenant", value: "t\(number)")]
        }
        try await state.commitLogin(
            Profile(
                id: id, name: "profile-\(prefix)\(number)", server: server, resource: server.text,
                issuer: "https://auth.example.com", tokenEndpoint: end, grant: .clientCredentials,
                clientID: "client-\(number)", clientAuthentication: .clientSecretBasic,
                requestedScopes: ["tools:read", "tools:call"], settings: settings, store: .vault, createdAt: clock()),
            credential: CredentialRecord(kind: .clientSecret, generation: key.generation, createdAt: clock()),
            token: TokenRecord(
                generation: token.generation, issuedAt: clock(), expiresAt: clock() + 3600,
                scopes: ["tools:read", "tools:call"], tokenType: "Bearer"),
            contact: ContactRecord(at: clock()))
    }
}

func run() async throws {
    let state = try await time("open") { try SQLiteState.open(in: folder, clock: clock) }
    switch arguments[1] {
    case "fill": try await time("fill") { try await fill(Int(arguments[3]) ?? 0, into: state) }
    case "list":
        let records = try await time("records (first)") { try await state.records() }
        for _ in 0..<5 { _ = try await time("records (again)") { try await state.records() } }
        print(records.count)
    case "one":
        _ = try await time("record(named:)") { try await state.record(named: "profile-77") }
        try await time("noteUse") { try await state.noteUse(at: clock(), of: "nobody") }
    default: break
    }
    await time("close") { state.close() }
}

do {
    try await run()
} catch {
    let failure = Failure(error)
    print("ERROR", failure.headline, failure.hint ?? "")
    exit(failure.exitStatus.rawValue)
}
