extension Control {
    /// What is wanted of proofs: `required`, `as_nonce`, `rs_nonce`, `renew_nonces` (each good answer brings a new one), all
    /// true or false; `stale_nonces` (true) makes those that are out worthless.
    func dpop(_ command: inout ControlCommand, _ state: inout SandboxState) throws(ControlCommand.Refusal) {
        var settings = state.dpop
        settings.isRequired = try command.bool("required") ?? settings.isRequired
        settings.wantsServerNonce = try command.bool("as_nonce") ?? settings.wantsServerNonce
        settings.wantsResourceNonce = try command.bool("rs_nonce") ?? settings.wantsResourceNonce
        settings.renewsNonces = try command.bool("renew_nonces") ?? settings.renewsNonces
        if try command.bool("stale_nonces") ?? false {
            settings.serverNonces.makeStale()
            settings.resourceNonces.makeStale()
        }
        state.dpop = settings
    }
}
