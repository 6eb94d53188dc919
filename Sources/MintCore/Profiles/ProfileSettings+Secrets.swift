extension ProfileSettings {
    /// The variables that the profile's secrets are read from.
    public var secretVariables: [String] {
        let provider = identityProvider
        return [assertionSource, provider?.clientSecretSource, provider?.subjectTokenSource].compactMap { source in
            if case .environment(let name) = source { name } else { nil }
        }
    }
}
