import ArgumentParser
import MintCore

/// Where the new credential comes from: one of these, or a question on the terminal.
struct RotateSourceOptions: ParsableArguments {
    @Flag(name: .customLong("secret-stdin"), help: "Read the new secret, or key, from stdin.")
    var secretFromInput = false

    @Option(
        name: .customLong("secret-file"), help: "Read the new secret, or key, from a file.", completion: .file())
    var secretFile: String?

    @Option(
        name: .customLong("generate-key"),
        help: "Make a key here: ES256, ES384, RS256, PS256, EdDSA. Its public half is printed or published.")
    var keyAlgorithm: String?

    @Option(name: .customLong("rsa-bits"), help: "For RS256 and PS256: 2048 to 4096.")
    var rsaBits: Int = 3072

    @Flag(
        name: .long,
        help: "Ask the client configuration endpoint (RFC 7592) for a new secret, or tell it of the new key.")
    var register = false

    @Option(
        name: .customLong("registration-uri"), help: "With --register: the client's address there, kept from now on.")
    var registrationURI: String?

    @Option(
        name: .customLong("registration-token-file"), help: "With --registration-uri: its registration access token.",
        completion: .file())
    var registrationTokenFile: String?

    @Option(
        name: .long,
        help: "Run this program, which prints the new secret or key; it is told of the profile, as JSON, on its stdin.")
    var command: String?

    @Option(name: .customLong("jwks-file"), help: "Publish the public keys to this file.", completion: .file())
    var jwksFile: String?

    @Option(name: .customLong("jwks-command"), help: "Publish the public keys with this program, on its stdin.")
    var jwksCommand: String?

    @Option(name: .customLong("jwks-cache"), help: "How long the server may keep the published keys.")
    var jwksCache = "15m"

    @Option(name: .long, help: "When the new secret ends, as far as you know: 90d, 2027-01-31.")
    var expires: String?

    /// Whether anything here is about a new credential.
    var isGiven: Bool {
        secretFromInput || secretFile != nil || keyAlgorithm != nil || register || command != nil
    }

    /// Whether the same can be done for one profile after the other.
    ///
    /// - Parameter profiles: Those that it is done for.
    func isForMany(_ profiles: [Profile], _ context: CommandContext) throws -> Bool {
        if command != nil || (register && !secretFromInput && secretFile == nil) { return true }
        if try usualCommand(nil, context) != nil { return true }
        return !profiles.isEmpty && !isGiven && profiles.allSatisfy { $0.settings.rotationCommand != nil }
    }

    /// What new credentials are made with where nothing else was said: the profile's own command, else the configuration
    /// file's.
    private func usualCommand(
        _ profile: Profile?, _ context: CommandContext
    ) throws -> (text: String, name: String)? {
        if isGiven { return nil }
        if let own = profile?.settings.rotationCommand { return (own, "--rotation-command") }
        return try context.configurationFile.configuration().rotation.command.map { ($0, "rotation.command") }
    }

    /// - Throws: ``UsageError`` for sources that exclude each other.
    func check() throws {
        let named: [(flag: String, isGiven: Bool)] = [
            ("--secret-stdin", secretFromInput), ("--secret-file", secretFile != nil),
            ("--generate-key", keyAlgorithm != nil), ("--register", register && keyAlgorithm == nil),
            ("--command", command != nil),
        ]
        let given = named.filter(\.isGiven).map(\.flag)
        guard given.count <= 1 else {
            throw UsageError("\(given.joined(separator: " and ")) exclude each other", hint: "Give one source.")
        }
        guard [jwksFile != nil, jwksCommand != nil, register && keyAlgorithm != nil].filter(\.self).count <= 1 else {
            throw UsageError("The keys are published in one place", hint: "--jwks-file, --jwks-command or --register")
        }
        guard (registrationURI == nil) == (registrationTokenFile == nil), registrationURI == nil || register else {
            throw UsageError("--registration-uri and --registration-token-file come together, with --register")
        }
    }

    var publication: Rotation.Publication? {
        get throws {
            if register, keyAlgorithm != nil { return .registration }
            if let jwksFile { return .file(try FileInput.absolute(jwksFile)) }
            return try jwksCommand.map { .command(try Self.words($0, "--jwks-command")) }
        }
    }

    /// Seconds.
    var cacheTime: Int {
        get throws {
            guard let seconds = TimeSpan.seconds(jwksCache) else {
                throw UsageError("--jwks-cache wants a span of time", hint: "For example: 60s, 15m")
            }
            return seconds
        }
    }

    /// What is rotated to; secrets are made known to the console.
    func material(for profile: Profile, _ context: CommandContext, mayAsk: Bool) throws -> RotationOffer.Material {
        try check()
        if let keyAlgorithm {
            guard let algorithm = SigningAlgorithm(argument: keyAlgorithm) else {
                let known = SigningAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError(
                    "--generate-key knows no \(keyAlgorithm.plainLine(limit: 40))", hint: "Known: \(known)")
            }
            return .made(try SigningKey.generate(algorithm, rsaBits: rsaBits))
        }
        if register { return .registration }
        if let command { return .command(try Self.words(command, "--command")) }
        if let usual = try usualCommand(profile, context) { return .command(try Self.words(usual.text, usual.name)) }
        return .given(try given(profile, context, mayAsk: mayAsk))
    }

    private func given(_ profile: Profile, _ context: CommandContext, mayAsk: Bool) throws -> Credential {
        let wantsKey = profile.clientAuthentication == .privateKeyJWT
        let bytes: [UInt8]
        if let secretFile {
            bytes = try FileInput.read(secretFile)
        } else if secretFromInput, !(mayAsk && context.console.inputIsTerminal) {
            bytes = try context.console.readInput()
        } else if mayAsk, !wantsKey, let answer = context.console.askSecret("New client secret: ") {
            guard !answer.isEmpty else { throw UsageError("The new secret is empty", hint: "Nothing was changed.") }
            context.console.learn(answer)
            return .secret(answer)
        } else {
            throw UsageError(
                "\(profile.name.plainLine(limit: 60)) needs a new credential",
                hint: """
                    Give one of:
                      --secret-stdin | --secret-file FILE    \(wantsKey ? "a private key" : "a secret that was made at the server")
                      --generate-key ES256                   a key made here
                      --register                             the server makes it, or is told of the key (RFC 7592)
                      --command PROGRAM                      a program of yours makes it
                    """)
        }
        if wantsKey {
            let file = Secret(bytes)
            context.console.learn(file)
            do { return .key(try SigningKey(file, passphrase: nil)) } catch {
                throw secretFile.map { error.failure(of: $0) } ?? Failure(error)
            }
        }
        let secret = Secret(FileInput.withoutFinalNewline(bytes))
        guard !secret.isEmpty else { throw UsageError("The new secret is empty") }
        context.console.learn(secret)
        return .secret(secret)
    }

    private static func words(_ command: String, _ flag: String) throws -> [String] {
        guard let words = CommandWords.split(command) else {
            throw UsageError("\(flag) has no word in it, or an open quote")
        }
        return words
    }
}
