import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// What a person's browser is started with.
@Suite struct BrowserTests {
    /// The `authorization_endpoint` that the server names, and whether a browser may see it.
    @Test(arguments: [
        ("/as/authorize?a=;$(touch$IFS'ran')&b='%22|id;*~", true), ("javascript:alert(1)", false),
        ("file:///etc/passwd", false), ("data:text/html,hello", false), ("--help", false),
    ])
    func `an authorization address is one argument, untouched by a shell, or no argument at all (NET-3)`(
        endpoint: String, isOpened: Bool
    ) async throws {
        try await PracticeServers.with { practice in
            let folder = practice.program.home + "-bin"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let script =
                "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$@\" > '\(folder)/new' && mv '\(folder)/new' '\(folder)/saw'\n"
            try Data(script.utf8).write(to: URL(filePath: folder + "/xdg-open"))
            chmod(folder + "/xdg-open", 0o755)
            let origin = practice.facts.issuer.dropLast("/as".count)
            let address = isOpened ? origin + endpoint : endpoint
            try await practice.control(
                "metadata", ["authorization_server": ["authorization_endpoint": .string(address)]])
            let run = try LiveRun(
                practice.program,
                practice.loginWords("authorization-code", "browser", ["--client-id", "web-console"]), input: "",
                environment: ["DISPLAY": ":99", "PATH": folder + ":/usr/bin:/bin", "SSH_CONNECTION": ""])
            guard isOpened else {
                let outcome = await run.outcome()
                #expect(outcome.code != 0 && !FileManager.default.fileExists(atPath: folder + "/saw"), "\(outcome.err)")
                return
            }
            try await run.err(with: "A browser was opened")
            while !FileManager.default.fileExists(atPath: folder + "/saw") { await Task.yield() }
            run.signal(SIGINT)
            #expect(await run.outcome().code == 130)
            let lines = try String(contentsOfFile: folder + "/saw", encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 2 && lines.first == "1")
            #expect(lines.last?.hasPrefix(address + "&") == true, "\(lines)")
        }
    }
}
