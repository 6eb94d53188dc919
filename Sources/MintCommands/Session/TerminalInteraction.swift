import MintCore
import MintScreen

/// A person at this terminal, for the grants that need one.
struct TerminalInteraction: LoginInteraction {
    let context: CommandContext
    let redirects: any RedirectListener
    let mayAsk: Bool
    /// The address is pasted back; nothing listens.
    let pastes: Bool
    let opensBrowser: Bool

    private var console: Console { context.console }

    func present(_ prompt: DevicePrompt) async {
        console.note("Open this address on any device, and enter the code there:")
        console.note("")
        console.note("  \(prompt.verificationURI.plainLine())")
        console.note("  code: \(prompt.userCode)")
        console.note("")
        if let picture = picture(of: prompt.completeURI ?? prompt.verificationURI) {
            console.note(picture)
            console.note("The page must show the code \(prompt.userCode); if it shows another, stop.")
        }
        let minutes = max((prompt.expiresAt - context.now() + 59) / 60, 1)
        console.note("Waiting for approval, \(minutes) min at most. Ctrl-C gives up.")
    }

    func note(_ line: String) async { console.note("note: \(line)") }

    /// A QR code where stderr is a screen that has the room.
    private func picture(of text: String) -> String? {
        guard !console.speaksJSON, let size = context.screenSize(), let code = QRCode(text, level: .low) else {
            return nil
        }
        let picture = QRPicture(code, ground: .dark, quietZone: 4)
        guard picture.fits(Size(columns: size.columns, rows: size.rows - 9)) else { return nil }
        return picture.lines.joined(separator: "\n")
    }

    func openUserAgent(redirectURI: String?) async throws -> any UserAgentVisit {
        let wanted = redirectURI.flatMap { HTTPURL($0) }
        if pastes || (wanted.map { !$0.isLoopback } ?? false) {
            return PastedVisit(
                redirectURI: redirectURI ?? "http://127.0.0.1/callback", console: console, mayAsk: mayAsk)
        }
        let host = wanted?.host ?? "127.0.0.1", path = wanted.map { $0.path.isEmpty ? "/" : $0.path } ?? "/callback"
        let listening = try await listen(host: host, port: wanted?.explicitPort, path: path)
        return BrowserVisit(listening: listening, context: context, opensBrowser: opensBrowser)
    }
}

extension TerminalInteraction {
    /// On the wanted port, or, since servers must take any port of a loopback address (RFC 8252 §7.3), on another.
    private func listen(host: String, port: Int?, path: String) async throws -> any RedirectVisit {
        do {
            return try await redirects.listen(host: host, port: port, path: path)
        } catch {
            guard case .portTaken = error, port != nil, host != "localhost" else { throw error }
        }
        console.note("note: port \(port ?? 0) is taken; another one is used, which the server may refuse")
        return try await redirects.listen(host: host, port: nil, path: path)
    }
}

/// The browser runs elsewhere: the person carries the addresses both ways.
private struct PastedVisit: UserAgentVisit {
    let redirectURI: String
    let console: Console
    let mayAsk: Bool

    func response(to url: HTTPURL) async throws -> String {
        console.note("Open this address in a browser:")
        console.note("")
        console.note(url.text)
        console.note("")
        console.note("It ends at a page that cannot be shown; its address begins with \(redirectURI.plainLine()).")
        if mayAsk {
            guard let answer = console.ask("Paste that address: ") else { throw AuthorizationError.nothingPasted }
            return answer
        }
        // A terminal is not to be asked: there is no pipe to read from.
        guard !console.inputIsTerminal else { throw AuthorizationError.nobodyToAsk }
        let pasted = String(decoding: try console.readInput(), as: UTF8.self)
        guard !pasted.allSatisfy(\.isWhitespace) else { throw AuthorizationError.nothingPasted }
        return pasted
    }

    func close() async {}
}

/// The browser comes back to this machine.
private struct BrowserVisit: UserAgentVisit {
    let listening: any RedirectVisit
    let context: CommandContext
    let opensBrowser: Bool

    var redirectURI: String { listening.redirectURI }

    /// Nobody waits for ever: codes and people's patience end.
    static let patience: Duration = .seconds(600)

    func response(to url: HTTPURL) async throws -> String {
        let console = context.console
        let isOpened = opensBrowser && context.openBrowser(url.text)
        console.note(
            isOpened ? "A browser was opened. If it was not:" : "Open this address in a browser on this machine:")
        console.note("")
        console.note(url.text)
        console.note("")
        console.note("Waiting for it to come back, 10 min at most. On another machine, use --paste. Ctrl-C gives up.")
        let listening = listening
        return try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask { try await listening.response() }
            group.addTask {
                try await Task.sleep(for: Self.patience)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let answer = first else { throw RedirectListenerError.closed }
            return answer
        }
    }

    func close() async { await listening.close() }
}
