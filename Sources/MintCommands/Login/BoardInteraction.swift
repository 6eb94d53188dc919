import MintBoard
import MintCore

/// A person at the board, for the grants that need one: the wizard shows what they need, and takes what they paste.
struct BoardInteraction: LoginInteraction {
    let redirects: any RedirectListener
    /// The browser is on another machine.
    let pastes: Bool
    let openBrowser: @Sendable (String) -> Bool
    let report: @Sendable (LoginNews) -> Void
    /// Waits for what is pasted; `nil` where the login is over.
    let pasted: @Sendable () async -> Secret?

    /// Nobody waits for ever: codes and people's patience end.
    static let patience: Duration = .seconds(600)

    func present(_ prompt: DevicePrompt) async { report(.device(prompt)) }

    func openUserAgent(redirectURI: String?) async throws -> any UserAgentVisit {
        let wanted = redirectURI.flatMap { HTTPURL($0) }
        if pastes || (wanted.map { !$0.isLoopback } ?? false) {
            return BoardVisit(
                redirectURI: redirectURI ?? "http://127.0.0.1/callback", listening: nil, interaction: self)
        }
        let host = wanted?.host ?? "127.0.0.1", path = wanted.map { $0.path.isEmpty ? "/" : $0.path } ?? "/callback"
        let listening = try await listen(host: host, port: wanted?.explicitPort, path: path)
        return BoardVisit(redirectURI: listening.redirectURI, listening: listening, interaction: self)
    }

    /// On the wanted port, or, since servers must take any port of a loopback address (RFC 8252 §7.3), on another.
    private func listen(host: String, port: Int?, path: String) async throws -> any RedirectVisit {
        do {
            return try await redirects.listen(host: host, port: port, path: path)
        } catch {
            guard case .portTaken = error, port != nil, host != "localhost" else { throw error }
        }
        return try await redirects.listen(host: host, port: nil, path: path)
    }
}

private struct BoardVisit: UserAgentVisit {
    let redirectURI: String
    let listening: (any RedirectVisit)?
    let interaction: BoardInteraction

    /// Whichever comes first: the browser, or what somebody pastes.
    func response(to url: HTTPURL) async throws -> String {
        let isOpened = listening != nil && interaction.openBrowser(url.text)
        interaction.report(
            .visit(url: url.text, redirectURI: redirectURI, isListening: listening != nil, isOpened: isOpened))
        let (listening, pasted) = (listening, interaction.pasted)
        let answer = try await withThrowingTaskGroup(of: String?.self) { group in
            if let listening { group.addTask { try await listening.response() } }
            group.addTask { await pasted()?.withText { $0.plainLine(limit: 8192) } }
            group.addTask {
                try await Task.sleep(for: BoardInteraction.patience)
                return nil
            }
            defer { group.cancelAll() }
            while let first = try await group.next() {
                if let first { return first }
                break
            }
            try Task.checkCancellation()
            throw RedirectListenerError.closed
        }
        interaction.report(.agreed)
        return answer
    }

    func close() async { await listening?.close() }
}
