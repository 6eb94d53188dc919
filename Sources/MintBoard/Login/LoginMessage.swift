import MintCore

/// What a login wizard hears from its services.
enum LoginMessage: Equatable, Sendable {
    case hop(Attempt, Trace.Hop)
    case discovered(Attempt, LoginRequest.Discovered)
    case credential(Attempt, CredentialFacts)
    case saved(Attempt)
    case news(Attempt, LoginNews)
    case tried(Attempt, LoginTrial)
    case kept(Attempt, ProfileRecord)
    case failed(Attempt, Failure)
    case stores([StoreName: StoreState])
    /// What became of a login that was left; plain lines.
    case discarded([String])
}

/// What a login wizard asks for.
enum LoginEffect: Equatable, Sendable {
    case discover(LoginServices.ServerWish, Attempt)
    /// What was typed into this field goes where it will be used.
    case hold(FieldID)
    case readCredential(CredentialWish, Attempt)
    case makeKey(SigningAlgorithm, Attempt)
    case saveFile(text: String, path: String, Attempt)
    case tryOut(LoginWish, Attempt)
    case keep(LoginNaming, Attempt)
    case change(ProfileID, LoginNaming, Attempt)
    case discard
    case lookAtStores
}
