import ArgumentParser
import FoundationEssentials
import MintCore

/// What the grants need that are not client credentials.
struct GrantOptions: ParsableArguments {
    @Option(
        name: .customLong("assertion-file"), help: "jwt-bearer: the platform's assertion, read anew each time.",
        completion: .file())
    var assertionFile: String?

    @Option(name: .customLong("assertion-command"), help: "jwt-bearer: a command that prints it; run without a shell.")
    var assertionCommand: String?

    @Option(name: .customLong("assertion-env"), help: "jwt-bearer: the name of a variable that holds it.")
    var assertionVariable: String?

    @Option(name: .customLong("idp-token-endpoint"), help: "enterprise: where the person's token is exchanged.")
    var idpEndpoint: String?

    @Option(name: .customLong("idp-client-id"), help: "enterprise: the client at the identity provider.")
    var idpClientID: String?

    @Option(
        name: .customLong("idp-client-secret-file"), help: "enterprise: that client's secret, if it has one.",
        completion: .file())
    var idpSecretFile: String?

    @Option(name: .customLong("idp-client-secret-env"), help: "enterprise: the name of a variable that holds it.")
    var idpSecretVariable: String?

    @Option(name: .customLong("subject-token-file"), help: "enterprise: the person's token.", completion: .file())
    var subjectFile: String?

    @Option(name: .customLong("subject-token-command"), help: "enterprise: a command that prints it.")
    var subjectCommand: String?

    @Option(name: .customLong("subject-token-env"), help: "enterprise: the name of a variable that holds it.")
    var subjectVariable: String?

    @Option(
        name: .customLong("subject-token-type"), help: "enterprise: id_token (default), refresh_token, saml2, or a URN."
    )
    var subjectType: String?

    @Flag(name: .customLong("token-stdin"), help: "static: read the token from stdin.")
    var tokenFromInput = false

    @Option(name: .customLong("token-file"), help: "static: read the token from a file.", completion: .file())
    var tokenFile: String?

    @Option(name: .customLong("token-env"), help: "static: read the token from the variable of this name.")
    var tokenVariable: String?

    @Option(name: .customLong("token-expires"), help: "static: when it ends, if you know: 30d, or 2026-12-31.")
    var tokenExpires: String?

    @Flag(name: .long, help: "static: keep the token without showing it to the server first.")
    var untried = false

    @Option(name: .customLong("authorization-endpoint"), help: "authorization-code: beside --token-endpoint.")
    var authorizationEndpoint: String?

    @Option(name: .customLong("device-endpoint"), help: "device-code: beside --token-endpoint.")
    var deviceEndpoint: String?

    @Option(
        name: .customLong("redirect-uri"), help: "authorization-code: as registered; default is any port of 127.0.0.1.")
    var redirectURI: String?

    @Option(
        name: .customLong("client-metadata-url"),
        help: "The https address of our client metadata document, as client id.")
    var clientMetadataURL: String?

    @Flag(name: .long, help: "authorization-code: paste the address that the browser ends at, for SSH.")
    var paste = false

    @Flag(name: .customLong("no-browser"), help: "authorization-code: only print the address, open nothing.")
    var noBrowser = false
}

extension GrantOptions {
    /// What was typed for another grant is a mistake, not a wish: the flag, and whose it is.
    private var named: [(flag: String, grants: [Grant], isGiven: Bool)] {
        let (code, device) = (Grant.authorizationCode, Grant.deviceCode)
        return [
            ("--assertion-file", [.jwtBearer], assertionFile != nil),
            ("--assertion-command", [.jwtBearer], assertionCommand != nil),
            ("--assertion-env", [.jwtBearer], assertionVariable != nil),
            ("--idp-token-endpoint", [.enterprise], idpEndpoint != nil),
            ("--idp-client-id", [.enterprise], idpClientID != nil),
            ("--idp-client-secret-file", [.enterprise], idpSecretFile != nil),
            ("--idp-client-secret-env", [.enterprise], idpSecretVariable != nil),
            ("--subject-token-file", [.enterprise], subjectFile != nil),
            ("--subject-token-command", [.enterprise], subjectCommand != nil),
            ("--subject-token-env", [.enterprise], subjectVariable != nil),
            ("--subject-token-type", [.enterprise], subjectType != nil),
            ("--token-stdin", [.static], tokenFromInput), ("--token-file", [.static], tokenFile != nil),
            ("--token-env", [.static], tokenVariable != nil), ("--token-expires", [.static], tokenExpires != nil),
            ("--untried", [.static], untried),
            ("--authorization-endpoint", [code], authorizationEndpoint != nil),
            ("--device-endpoint", [device], deviceEndpoint != nil), ("--redirect-uri", [code], redirectURI != nil),
            ("--client-metadata-url", [code, device], clientMetadataURL != nil), ("--paste", [code], paste),
            ("--no-browser", [code], noBrowser),
        ]
    }

    /// - Throws: ``UsageError`` for a flag that belongs to other grants.
    func check(for grant: Grant) throws {
        guard let wrong = named.first(where: { $0.isGiven && !$0.grants.contains(grant) }) else { return }
        let right = wrong.grants.map { "--grant \($0.rawValue)" }.joined(separator: " or ")
        throw UsageError("\(grant.rawValue) has no use for \(wrong.flag)", hint: "It goes with \(right).")
    }

    var assertionSource: SecretSource? {
        get throws { try source("assertion", assertionFile, assertionCommand, assertionVariable) }
    }

    /// - Returns: `nil` where nothing of it was given.
    var identityProvider: IdentityProvider? {
        get throws {
            let subject = try source("subject-token", subjectFile, subjectCommand, subjectVariable)
            let secret = try source("idp-client-secret", idpSecretFile, nil, idpSecretVariable)
            if idpEndpoint == nil, idpClientID == nil, subject == nil, secret == nil { return nil }
            guard let endpoint = try url(idpEndpoint, "--idp-token-endpoint") else {
                throw LoginError.missing(.enterprise, what: "the identity provider", flags: "--idp-token-endpoint URL")
            }
            guard let idpClientID, !idpClientID.isEmpty else {
                throw LoginError.missing(
                    .enterprise, what: "a client at the identity provider", flags: "--idp-client-id ID")
            }
            guard let subject else {
                throw LoginError.missing(
                    .enterprise, what: "a person's token",
                    flags: "--subject-token-file F, --subject-token-command C or --subject-token-env NAME")
            }
            return IdentityProvider(
                tokenEndpoint: endpoint, clientID: idpClientID, clientSecretSource: secret, subjectTokenSource: subject,
                subjectTokenType: subjectTypeURN)
        }
    }

    private var subjectTypeURN: String {
        let prefix = "urn:ietf:params:oauth:token-type:"
        let text = subjectType ?? "id_token"
        return text.contains(":") ? text : prefix + text.replacing("-", with: "_")
    }

    func pasted(_ context: CommandContext, mayAsk: Bool) throws -> LoginRequest.PastedToken? {
        let given = [
            tokenFromInput ? "--token-stdin" : nil, tokenFile.map { _ in "--token-file" },
            tokenVariable.map { _ in "--token-env" },
        ]
        .compactMap { $0 }
        guard given.count <= 1 else {
            throw UsageError("\(given.joined(separator: " and ")) exclude each other", hint: "Give one token.")
        }
        let token: Secret
        if let tokenFile {
            token = Secret(FileInput.withoutFinalNewline(try FileInput.read(tokenFile)))
        } else if let tokenVariable {
            guard let value = context.secretVariable(tokenVariable), !value.isEmpty else {
                throw UsageError.notSet(tokenVariable, "--token-env")
            }
            token = Secret(value)
        } else if mayAsk, let answer = context.console.askSecret("Token: ") {
            token = answer
        } else if tokenFromInput {
            token = Secret(FileInput.withoutFinalNewline(try context.console.readInput()))
        } else {
            return nil
        }
        context.console.learn(token)
        guard token.withBytes({ !$0.isEmpty && $0.allSatisfy { (0x21...0x7E).contains($0) } }) else {
            throw UsageError("That is no token: it must be printable ASCII without spaces", hint: "Nothing was kept.")
        }
        return LoginRequest.PastedToken(token, expiresAt: try expiry(context.now()))
    }

    private func expiry(_ now: Timestamp) throws -> Timestamp? {
        guard let tokenExpires else { return nil }
        if let span = TimeSpan.seconds(tokenExpires) { return now + span }
        // A day counts to its end, UTC.
        let day = Timestamp(day: tokenExpires).map { $0 + 86_399 }
        guard let day else {
            throw UsageError("--token-expires wants a span or a day", hint: "For example: 30d, or 2026-12-31")
        }
        guard day > now else { throw UsageError("--token-expires is in the past", hint: "Such a token is of no use.") }
        return day
    }

    func url(_ text: String?, _ flag: String) throws -> HTTPURL? {
        try text.map { text in
            guard let url = HTTPURL(text), !url.hasFragment, url.mayCarryCredentials else {
                throw UsageError(
                    "\(flag) wants an https URL without fragment", hint: "Plain http is for this machine only.")
            }
            return url
        }
    }

    private func source(
        _ name: String, _ file: String?, _ command: String?, _ variable: String?
    ) throws -> SecretSource? {
        let given = [file, command, variable].compactMap { $0 }
        guard given.count <= 1 else {
            throw UsageError("--\(name)-file, --\(name)-command and --\(name)-env exclude each other")
        }
        if let file {
            let path = file.hasPrefix("/") ? file : FileManager.default.currentDirectoryPath + "/" + file
            return .file(path)
        }
        if let command {
            guard let words = CommandWords.split(command) else {
                throw UsageError("--\(name)-command has an open quote, or names nothing")
            }
            return .command(words)
        }
        return variable.map { .environment($0) }
    }
}
