import ArgumentParser
import HTTPTypes
import MintCore

struct TokenVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Print a profile's access token, renewed when needed.",
        discussion: """
            Examples:
              curl -H "$(mintmark token billing-sync --header)" https://api.example.com/v1/jobs
              mintmark token billing-sync --headers-json        for clients that call a headers helper
              mintmark token billing-sync --min-valid 10m       exit code 8 where the server gives less
            """)

    @Argument(help: "The profile's name, or its server.", completion: .profileNames)
    var profile: String

    @Option(name: .customLong("min-valid"), help: "How long it must last at least: 60s, 5m, 1h.")
    var minimumValidity: String?

    @Flag(name: .long, help: "Print a whole header line: Authorization: Bearer …")
    var header = false

    @Flag(name: .customLong("headers-json"), help: "Print {\"Authorization\":\"Bearer …\"}.")
    var headersJSON = false

    @Option(
        name: .customLong("proof-for"),
        help: "For a bound token: \"GET https://api.example.com/v1\"; --header and --headers-json then carry its proof."
    )
    var proofFor: String?

    @Option(
        name: .customLong("proof-nonce"), help: "With --proof-for: the DPoP-Nonce that the server gave with its 401.")
    var proofNonce: String?

    @Flag(name: .customLong("force-new"), help: "Ask for a new token even where the kept one is good.")
    var forceNew = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let minimum = try minimumValidity.map { text in
            guard let seconds = TimeSpan.seconds(text) else {
                throw UsageError("--min-valid wants a span of time", hint: "For example: 60s, 5m, 1h")
            }
            return seconds
        }
        guard [header, headersJSON, common.json].filter({ $0 }).count <= 1 else {
            throw UsageError("--header, --headers-json and --json exclude each other")
        }
        if proofFor != nil, !header, !headersJSON {
            throw UsageError("--proof-for goes with --header or --headers-json", hint: "A proof is a header.")
        }
        return try await Housekeeping.during { try await hand(minimum, leavingTo: $0, context) }
    }

    private func hand(
        _ minimum: Int?, leavingTo housekeeping: Housekeeping, _ context: CommandContext
    ) async throws -> Int32 {
        let services = try await context.services()
        let record = try await services.profiles.resolve(profile)
        let need = TokenService.Need(minimumValidity: minimum, isForced: forceNew)
        let tokens = services.tokens.leavingHousekeeping(to: housekeeping)
            .observed(by: common.observer(context.console))
        let grant = try await services.noting(.token, of: record.profile, in: context) {
            try await tokens.token(of: record.id, need)
        }
        await note(grant, services, context)
        if let warning = grant.warning { context.console.note(CommandLineTool.words(warning)) }
        try await print(grant, context.console)
        if let minimum, let left = grant.record.secondsLeft(at: context.now()), left < minimum {
            context.console.note("note: the token lasts \(left) s, less than the \(minimum) s asked for")
            return ExitStatus.attention.rawValue
        }
        return 0
    }

    /// Before it is printed: what is handed out is in the trail, even where printing is cut short.
    private func note(_ grant: TokenService.Grant, _ services: Services, _ context: CommandContext) async {
        if grant.isFresh {
            await services.note(.token, of: grant.profile, failure: grant.warning, detail: "new", in: context)
        } else {
            let failure = await services.audit.noteUse(
                .token, of: grant.profile, failure: grant.warning, detail: grant.warning.map { _ in "the kept one" })
            context.warn(failure)
        }
    }

    private func print(_ grant: TokenService.Grant, _ console: Console) async throws {
        let isBound = grant.prover != nil
        guard isBound || proofFor == nil else {
            throw UsageError(
                "--proof-for is for tokens that are bound to a key", hint: "This profile has a bearer token.")
        }
        if isBound, proofFor == nil, header || headersJSON {
            console.note(
                "note: this token is bound to a key; each request needs a proof of its own: --proof-for \"METHOD URL\"")
        }
        var headers: HTTPFields = [:]
        if header || headersJSON { headers = try await headerFields(grant) }
        if header {
            for field in headers { console.hand("\(field.name): \(field.value)") }
        } else if headersJSON {
            let pairs = headers.map { ($0.name.rawName, JSONValue.string($0.value)) }
            console.hand(JSONValue.object(Dictionary(pairs) { first, _ in first }).serialized())
        } else {
            try printToken(grant, console)
        }
    }

    /// `Authorization`, and `DPoP` where a proof was asked for.
    private func headerFields(_ grant: TokenService.Grant) async throws -> HTTPFields {
        var headers: HTTPFields = [:]
        guard let proofFor else {
            grant.token.withText { headers[.authorization] = "\(grant.access.scheme) \($0)" }
            return headers
        }
        let words = proofFor.split(separator: " ")
        guard words.count == 2, let method = HTTPRequest.Method(rawValue: String(words[0]).uppercased()),
            let url = HTTPURL(String(words[1])), url.mayCarryCredentials
        else {
            throw UsageError(
                "--proof-for wants a method and a URL", hint: "For example: \"POST https://api.example.com/v1\"")
        }
        if let proofNonce, grant.prover?.take(nonce: proofNonce, for: url) != true {
            throw UsageError("--proof-nonce wants the value of a DPoP-Nonce header")
        }
        try await grant.access.authorize(&headers, method, url)
        return headers
    }

    private func printToken(_ grant: TokenService.Grant, _ console: Console) throws {
        let printed: Void? = grant.token.withText { token in
            if common.json {
                let members: [String: JSONValue] = [
                    "access_token": .string(token), "token_type": .string(grant.record.tokenType),
                    "expires_at": JSONOutput.time(grant.record.expiresAt),
                    "scopes": .array(grant.record.scopes.map { .string($0) }),
                    "issuer": grant.profile.issuer.map { .string($0) } ?? .null,
                ]
                console.hand(JSONOutput.object(members).serialized())
            } else {
                console.hand(token)
            }
        }
        if printed == nil { throw Failure(headline: "The token is not UTF-8 text", exitStatus: .server) }
    }
}
