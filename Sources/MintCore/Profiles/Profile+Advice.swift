/// An error whose advice says more where it is known which profile it is about.
public protocol ProfileAdvising: UserFacingError {
    func hint(about profile: Profile) -> String?
}

extension Profile {
    /// Advice with this profile's own name and server in the place of NAME, PROFILE and SERVER, so that it can be run as it
    /// stands.
    public func filling(_ advice: String) -> String {
        let own = name.shellArgument
        let login = "mintmark login \(server.text.shellArgument) --profile \(own)"
        let named = ["NAME", name.plainLine(limit: 60), own].map { "mintmark login SERVER --profile \($0)" }
        let places =
            named.map { ($0, login) }
            + [("mintmark login SERVER", login), ("mintmark login … --scope", "\(login) --scope")]
            + ["probe", "token", "set", "show", "audit SERVER --profile"].flatMap { verb in
                ["NAME", "PROFILE"].map { placeholder in
                    (
                        "mintmark \(verb) \(placeholder)",
                        "mintmark \(verb.replacing("SERVER", with: server.text.shellArgument)) \(own)"
                    )
                }
            }
        return places.reduce(advice) { $0.replacing($1.0, with: $1.1) }
    }
}

extension Failure {
    /// Words for any error that came up with a profile: its advice names that profile.
    public init(_ error: any Error, about profile: Profile?) {
        self.init(error)
        guard let profile else { return }
        let advice = if let error = error as? any ProfileAdvising { error.hint(about: profile) } else { hint }
        hint = advice.map(profile.filling)
    }
}
