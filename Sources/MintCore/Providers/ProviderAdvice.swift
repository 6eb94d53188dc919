/// What a provider's refusal means, in plain words with the next thing to do.
///
/// Only what the provider is known to say is looked for: its own codes, whole, or the exact phrases of servers that have no
/// codes. The refusal's text itself never enters the advice.
public struct ProviderAdvice: Sendable {
    public let preset: ProviderPreset

    public init(_ preset: ProviderPreset) { self.preset = preset }

    /// - Parameters:
    ///   - code: `error` of the refusal.
    ///   - description: `error_description`.
    /// - Returns: `nil` where the general advice of ``RefusalAdvice`` is as good.
    public func text(code: String, description: String?, context: TokenEndpointError.Context) -> String? {
        let refusal = Refusal(code: code, description: description ?? "")
        return rows.first { $0.matches(refusal) }?.text(in: context)
    }

    /// All that is known, in the order in which it is looked for.
    var rows: [Row] {
        switch preset.name {
        case .entra: Self.entra
        case .auth0: Self.auth0
        case .okta: Self.okta
        case .keycloak: Self.keycloak
        case .cognito: Self.cognito
        case .google: Self.google
        case .generic: []
        }
    }

    struct Refusal {
        var code: String
        var description: String

        /// The provider's own codes in the order of the text: `AADSTS` and digits, standing alone.
        var entraCodes: [Int] {
            description.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) }.compactMap { word in
                guard word.hasPrefix("AADSTS"), word.utf8.count <= 15 else { return nil }
                let digits = word.dropFirst(6)
                return digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) ? Int(digits) : nil
            }
        }
    }

    /// One thing that a provider says, and what it means.
    struct Row: Sendable {
        enum Sign: Sendable {
            /// `AADSTSn`, for any of the numbers.
            case entra([Int])
            /// The `error`, alone or together with a phrase of the description.
            case error(String, phrase: String?)
        }

        var sign: Sign
        var confidence: ProviderPreset.Confidence
        var words: String

        func matches(_ refusal: Refusal) -> Bool {
            switch sign {
            case .entra(let numbers): refusal.entraCodes.contains { numbers.contains($0) }
            case .error(let code, nil): refusal.code == code
            case .error(let code, let phrase?): refusal.code == code && refusal.description.contains(phrase)
            }
        }

        /// The words with the request's own values; those may come from a server's metadata.
        func text(in context: TokenEndpointError.Context) -> String {
            let scopes = context.scopes.joined(separator: " ").plainLine(limit: 200)
            let resource = (context.resource ?? "").plainLine(limit: 200)
            let text = words.replacing("{scopes}", with: scopes.isEmpty ? "none" : scopes)
                .replacing("{resource}", with: resource.isEmpty ? "the server's address" : resource)
                .replacing("{profile}", with: context.profile?.plainLine(limit: 60) ?? "NAME")
            return confidence == .unverified ? text + "\n" + Self.mark : text
        }

        static let mark = "(unverified: told by this provider's users, not read in its documentation)"
    }

    static func row(_ numbers: Int..., confidence: ProviderPreset.Confidence = .documented, words: String) -> Row {
        Row(sign: .entra(numbers), confidence: confidence, words: words)
    }

    static func row(
        _ code: String, saying phrase: String? = nil, _ confidence: ProviderPreset.Confidence = .unverified,
        words: String
    ) -> Row {
        Row(sign: .error(code, phrase: phrase), confidence: confidence, words: words)
    }
}
