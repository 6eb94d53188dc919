extension SigningAlgorithm {
    /// Which algorithm to sign with, and what may be wrong with it.
    public struct Choice: Equatable, Sendable {
        public var algorithm: SigningAlgorithm
        /// What goes into `alg`: `Ed25519` where the server lists that name (RFC 9864) and not `EdDSA`.
        public var name: String
        /// Why the choice may turn out wrong, for a notice.
        public var warning: String?
    }

    /// Chooses by the key, among what the server takes (JA-8).
    ///
    /// Of an RSA key's two, PS256 is taken where it is listed, RS256 where only that is or nothing is known: PSS is the
    /// stronger, PKCS#1 v1.5 what every server has.
    ///
    /// - Parameters:
    ///   - asked: The operator's word; it beats the metadata, with a warning where the server does not list it.
    ///   - supported: `token_endpoint_auth_signing_alg_values_supported` (RFC 8414 §2); absent and empty are the same.
    /// - Throws: ``SigningKeyError/algorithmUnfit(_:_:)`` where the key cannot do what was asked,
    ///   ``SigningKeyError/noCommonAlgorithm(key:server:)``.
    public static func choose(
        for key: SigningKey, asked: SigningAlgorithm?, supported: [String]?
    ) throws(SigningKeyError) -> Choice {
        if let asked, !key.algorithms.contains(asked) { throw .algorithmUnfit(asked.rawValue, key.kind) }
        let candidates = asked.map { [$0] } ?? key.algorithms
        guard let listed = supported, !listed.isEmpty else {
            let algorithm = candidates[0]
            let warning =
                asked == nil
                ? "the server does not say which signature algorithms it takes; trying \(algorithm.rawValue)" : nil
            return Choice(algorithm: algorithm, name: algorithm.rawValue, warning: warning)
        }
        for algorithm in candidates.sorted(by: { $0 == .ps256 && $1 != .ps256 }) {
            if let name = algorithm.names.first(where: listed.contains) {
                return Choice(algorithm: algorithm, name: name)
            }
        }
        guard let asked else { throw .noCommonAlgorithm(key: candidates.map(\.rawValue), server: listed) }
        return Choice(
            algorithm: asked, name: asked.rawValue,
            warning: "the server does not list \(asked.rawValue); it was asked for, so it is used")
    }

    /// The registered names, the common one first.
    private var names: [String] { self == .edDSA ? [rawValue, "Ed25519"] : [rawValue] }
}
