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
    func mcp(_ command: inout ControlCommand, _ state: inout SandboxState) throws(ControlCommand.Refusal) {
        state.mcp.answers = try command.choice("answers", MCPSettings.Answers.self) ?? state.mcp.answers
        state.mcp.revisions = try command.choice("revisions", MCPSettings.Revisions.self) ?? state.mcp.revisions
        state.mcp.pageSize = try command.integer("page_size", 1...100) ?? state.mcp.pageSize
        if let name = try command.text("required_extension") {
            state.mcp.requiredExtension = name.isEmpty ? nil : name
        }
        if try command.bool("drop_sessions") ?? false { state.sessions.closeAll() }
    }

    /// `advance_seconds` moves the sandbox's clock, backwards where negative: tokens run out without waiting. The `Date`
    /// header keeps the machine's time.
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
