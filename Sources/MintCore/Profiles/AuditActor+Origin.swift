extension AuditActor {
    /// From what a process is told of its origin. All of it is hostile: an environment variable may hold anything, and a
    /// program may call itself anything.
    ///
    /// - Parameters:
    ///   - name: Of the real user id; `nil` where the user database has none.
    ///   - sudoUser: `SUDO_USER`, which only says what it was set to.
    ///   - terminal: A device's path, `/dev/pts/3`.
    ///   - connection: `SSH_CONNECTION`: the client's address and port, then ours.
    ///   - parent: The parent's `comm`, a line break behind it.
    public init(
        userID: UInt32, name: String?, sudoUser: String?, terminal: String?, connection: String?, parent: String?
    ) {
        let own = name?.word(32) ?? "uid \(userID)"
        let behind = sudoUser?.word(32)
        self.init(
            user: behind.map { $0 == own ? own : "\(own) (sudo by \($0))" } ?? own,
            terminal: terminal.flatMap { ($0.hasPrefix("/dev/") ? String($0.dropFirst(5)) : $0).word(32) },
            client: connection?.split(separator: " ").first.flatMap { String($0).word(45) },
            parent: parent?.word(32))
    }
}

extension String {
    /// Without what steers a terminal, and without spaces at its ends; `nil` where nothing is left.
    fileprivate func word(_ limit: Int) -> String? {
        var line = plainLine(limit: limit)[...]
        while line.first == " " { line.removeFirst() }
        while line.last == " " { line.removeLast() }
        return line.isEmpty ? nil : String(line)
    }
}
