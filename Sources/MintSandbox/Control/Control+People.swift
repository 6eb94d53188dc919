extension Control {
    /// How the person at the browser behaves: `mode` (`approve`, `deny`, `ask`) and `user` (the `sub` of the tokens). How
    /// the answer to the browser goes wrong: `iss` (`right`, `none`, `wrong`, `slashed`) and `state` (`echo`, `none`,
    /// `wrong`).
    func consent(_ command: inout ControlCommand, _ state: inout SandboxState) throws(ControlCommand.Refusal) {
        state.consent.mode = try command.choice("mode", ConsentSettings.Mode.self) ?? state.consent.mode
        state.consent.user = try command.text("user") ?? state.consent.user
        state.consent.issuer = try command.choice("iss", ConsentSettings.ResponseIssuer.self) ?? state.consent.issuer
        state.consent.state = try command.choice("state", ConsentSettings.ResponseState.self) ?? state.consent.state
    }

    /// Answers for the person: `user_code` and `approve` (true or false). `interval` and `expires_in` (seconds) are what
    /// the next devices are told. `issuer` (`as`, `as2`) says which server's.
    func device(_ command: inout ControlCommand, _ state: inout SandboxState) throws(ControlCommand.Refusal) {
        let authority = try command.choice("issuer", Authority.self) ?? .first
        state[authority].devices.interval =
            try command.integer("interval", 1...600) ?? state[authority].devices.interval
        state[authority].devices.lifetime =
            try command.integer("expires_in", 1...86_400) ?? state[authority].devices.lifetime
        switch (try command.text("user_code"), try command.bool("approve")) {
        case (nil, nil): break
        case (let code?, let isApproved?):
            let endpoint = DeviceEndpoint(layout: layout.at(authority), world: world)
            guard endpoint.answer(code, isApproved: isApproved, &state) else {
                throw ControlCommand.Refusal(description: "no device waits with this user code", isNotFound: true)
            }
        default: throw ControlCommand.Refusal(description: "user_code and approve go together")
        }
    }
}
