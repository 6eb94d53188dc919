extension Control {
    /// `authorization_server`, `authorization_server_as2` and `protected_resource`: members that replace those of the document, or with `null` take
    /// them away. Each one given replaces the overrides set before; an empty object ends them.
    func metadata(_ command: inout ControlCommand, _ state: inout SandboxState) throws(ControlCommand.Refusal) {
        for document in PublishedDocument.allCases {
            guard let overrides = try command.object(document.rawValue) else { continue }
            state.metadataOverrides[document] = overrides
        }
    }

    /// `answers` (`auto`, `json`, `sse`), `revisions` (`both`, `modern`, `legacy`), `page_size`, `required_extension`
    /// (an extension id; empty for none), and `drop_sessions` (true: as a restart would).
    ///
    /// `tokens` (`accept`, `refuse`, `refuse-silently`), `issuers` (of `as` and `as2`: whose tokens are accepted, as the
    /// resource metadata says), `resource` (a wrong one for the resource metadata; empty for the right one),
    /// `resource_metadata` (`published`, `unlinked`, `missing`), `broken_tools` (true or false).
    func mcp(_ command: inout ControlCommand, _ state: inout SandboxState) throws(ControlCommand.Refusal) {
        state.mcp.answers = try command.choice("answers", MCPSettings.Answers.self) ?? state.mcp.answers
        state.mcp.revisions = try command.choice("revisions", MCPSettings.Revisions.self) ?? state.mcp.revisions
        state.mcp.pageSize = try command.integer("page_size", 1...100) ?? state.mcp.pageSize
        if let name = try command.text("required_extension") {
            state.mcp.requiredExtension = name.isEmpty ? nil : name
        }
        try protection(&command, &state.mcp)
        if try command.bool("drop_sessions") ?? false { state.sessions.closeAll() }
    }

    private func protection(_ command: inout ControlCommand, _ settings: inout MCPSettings)
        throws(ControlCommand.Refusal)
    {
        settings.tokens = try command.choice("tokens", MCPSettings.Tokens.self) ?? settings.tokens
        settings.resourceMetadata =
            try command.choice("resource_metadata", MCPSettings.ResourceMetadata.self) ?? settings.resourceMetadata
        settings.listsBrokenTools = try command.bool("broken_tools") ?? settings.listsBrokenTools
        if let resource = try command.text("resource") { settings.resource = resource.isEmpty ? nil : resource }
        guard let names = try command.texts("issuers") else { return }
        settings.issuers = names.compactMap(Authority.init)
        guard settings.issuers.count == names.count else {
            throw ControlCommand.Refusal(description: "issuers are as and as2")
        }
    }

    /// `advance_seconds` moves the sandbox's clock, backwards where negative: tokens run out without waiting, and the
    /// `Date` header goes with it.
    func clock(_ command: inout ControlCommand, _ state: inout SandboxState) throws(ControlCommand.Refusal) {
        guard let seconds = try command.integer("advance_seconds", -31_536_000...31_536_000) else {
            throw ControlCommand.Refusal(description: "advance_seconds is missing")
        }
        state.clockOffset += seconds
    }

    /// Signs with a new key; `keep_previous` (true) leaves the old ones in the JWKS, so that old tokens still verify.
    /// `issuer` (`as`, `as2`) says whose.
    func rotateSigningKey(_ command: inout ControlCommand, _ state: inout SandboxState) throws(ControlCommand.Refusal) {
        let authority = try command.choice("issuer", Authority.self) ?? .first
        state[authority].signingKeys.rotate(keepPrevious: try command.bool("keep_previous") ?? true)
    }
}
