import ArgumentParser
import MintCore

/// Where the credential comes from: exactly one of these, or a prompt.
struct CredentialOptions: ParsableArguments {
    @Option(
        name: .customLong("client-secret"), parsing: .unconditional,
        help: "The client secret itself: other users of this host can see it in `ps`. Prefer the next three.")
    var secret: String?

    @Flag(name: .customLong("client-secret-stdin"), help: "Read the client secret from stdin.")
    var secretFromInput = false

    @Option(name: .customLong("client-secret-file"), help: "Read the client secret from a file.", completion: .file())
    var secretFile: String?

    @Option(name: .customLong("client-secret-env"), help: "Read the client secret from the variable of this name.")
    var secretVariable: String?

    @Option(
        name: .customLong("client-key"),
        help: "A private key (PKCS#8, SEC1, PKCS#1, encrypted PKCS#8, JWK), for private_key_jwt.", completion: .file())
    var keyFile: String?

    @Option(
        name: .customLong("client-key-passphrase-file"), help: "The passphrase of an encrypted key.",
        completion: .file())
    var passphraseFile: String?
}

extension CredentialOptions {
    /// Whether the operator gave one, or asked for the question.
    var isNamed: Bool {
        secret != nil || secretFromInput || secretFile != nil || secretVariable != nil || keyFile != nil
    }

    /// - Throws: ``UsageError`` that names what is missing or too much; never a value.
    func read(for grant: Grant, _ context: CommandContext, mayAsk: Bool) throws -> Credential {
        let credential = try given(for: grant, context, mayAsk: mayAsk)
        if case .secret(let secret) = credential { context.console.learn(secret) }
        return credential
    }

    private func given(for grant: Grant, _ context: CommandContext, mayAsk: Bool) throws -> Credential {
        let named: [(flag: String, isGiven: Bool)] = [
            ("--client-secret", secret != nil), ("--client-secret-stdin", secretFromInput),
            ("--client-secret-file", secretFile != nil), ("--client-secret-env", secretVariable != nil),
            ("--client-key", keyFile != nil),
        ]
        let given = named.filter(\.isGiven).map(\.flag)
        guard given.count <= 1 else {
            throw UsageError("\(given.joined(separator: " and ")) exclude each other", hint: "Give one credential.")
        }
        if let keyFile { return .key(try key(in: keyFile, context, mayAsk: mayAsk)) }
        if let secret {
            context.console.note(
                "warning: a secret in the arguments is visible in `ps` and in the shell's history; "
                    + "prefer --client-secret-stdin, --client-secret-file or --client-secret-env")
            return .secret(Secret(secret))
        }
        if secretFromInput, mayAsk, let answer = context.console.askSecret("Client secret: ") { return .secret(answer) }
        if secretFromInput { return .secret(Secret(FileInput.withoutFinalNewline(try context.console.readInput()))) }
        if let secretFile { return .secret(Secret(FileInput.withoutFinalNewline(try FileInput.read(secretFile)))) }
        if let secretVariable {
            guard let value = context.secretVariable(secretVariable), !value.isEmpty else {
                throw UsageError.notSet(secretVariable, "--client-secret-env")
            }
            return .secret(Secret(value))
        }
        guard mayAsk, let answer = context.console.askSecret("Client secret: ") else {
            throw UsageError(
                "\(grant.rawValue) needs a credential",
                hint: """
                    Give one of:
                      --client-secret-stdin        from a pipe
                      --client-secret-file FILE
                      --client-secret-env NAME     the name of a variable
                      --client-key FILE            a private key, for private_key_jwt (better than a secret)
                    """)
        }
        return .secret(answer)
    }

    private func key(in path: String, _ context: CommandContext, mayAsk: Bool) throws -> SigningKey {
        do { return try readKey(in: path, context, mayAsk: mayAsk) } catch let error as SigningKeyError {
            throw error.failure(of: path)
        }
    }

    private func readKey(in path: String, _ context: CommandContext, mayAsk: Bool) throws -> SigningKey {
        let file = Secret(try FileInput.read(path))
        context.console.learn(file)
        guard SigningKey.isEncrypted(file) else { return try SigningKey(file, passphrase: nil) }
        if let passphraseFile {
            let passphrase = Secret(FileInput.withoutFinalNewline(try FileInput.read(passphraseFile)))
            context.console.learn(passphrase)
            return try SigningKey(file, passphrase: passphrase)
        }
        guard mayAsk, let passphrase = context.console.askSecret("Passphrase of \(path.plainLine()): ") else {
            throw UsageError(
                "The key in \(path.plainLine()) is encrypted",
                hint: "Run this on a terminal to be asked, or name its passphrase: --client-key-passphrase-file FILE")
        }
        context.console.learn(passphrase)
        return try SigningKey(file, passphrase: passphrase)
    }
}

extension SigningKeyError {
    /// The same, of the file that was named.
    func failure(of path: String) -> Failure {
        var failure = Failure(self)
        let name = path.plainLine(), subject = ["The file ", "The key file "].first { failure.headline.hasPrefix($0) }
        failure.headline =
            subject.map { "\(name) \(failure.headline.dropFirst($0.count))" } ?? "\(name): \(failure.headline)"
        return failure
    }
}
