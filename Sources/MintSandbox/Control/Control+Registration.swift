extension Control {
    /// How clients register themselves: `initial_access_token` (empty: open to all), `secret_lifetime` (seconds; 0 for
    /// ever), `rotate_secret` and `rotate_token` (on each update), `rotate_on_read` (on each read too), `keep_secrets` (how many
    /// old ones stay good).
    func registration(_ command: inout ControlCommand, _ state: inout SandboxState) throws(ControlCommand.Refusal) {
        if let token = try command.text("initial_access_token") {
            state.registration.initialAccessToken = token.isEmpty ? nil : token
        }
        var settings = state.registration
        settings.secretLifetime = try command.integer("secret_lifetime", 0...31_536_000) ?? settings.secretLifetime
        settings.rotatesSecret = try command.bool("rotate_secret") ?? settings.rotatesSecret
        settings.keptSecrets = try command.integer("keep_secrets", 0...16) ?? settings.keptSecrets
        settings.rotatesAccessToken = try command.bool("rotate_token") ?? settings.rotatesAccessToken
        settings.rotatesOnRead = try command.bool("rotate_on_read") ?? settings.rotatesOnRead
        state.registration = settings
    }

    /// What is found at a client id that is a `url`: `document`, or nothing where that is left out. No rule is checked
    /// here, so that a wrong document can be had.
    func clientDocument(_ command: inout ControlCommand, _ state: inout SandboxState) throws(ControlCommand.Refusal) {
        guard let url = try command.text("url"), !url.isEmpty else {
            throw ControlCommand.Refusal(description: "url is missing")
        }
        state.documents[url] = command.value("document")
    }
}
