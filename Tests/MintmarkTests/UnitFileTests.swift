import Foundation
import TestSupport
import Testing

/// The systemd units, read by systemd itself.
@Suite struct UnitFileTests {
    @Test(
        .enabled(
            if: Completeness.isDemanded || FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")))
    func `systemd has nothing to say about the units, and each timer has its service`() async throws {
        try await Program.withHome { program in
            let folder = "assets/systemd"
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(
                names == [
                    "mintmark-check.service", "mintmark-check.timer", "mintmark-notify@.service",
                    "mintmark-renew.service", "mintmark-renew.timer",
                ])
            for name in names {
                let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
                    .replacing("/usr/local/bin/mintmark", with: Program.path)
                try text.write(toFile: "\(program.home)/\(name)", atomically: true, encoding: .utf8)
            }
            let files = names.map { "'\(program.home)/\($0.replacing("@.", with: "@x."))'" }
            let verified = try await Shell.run(
                "XDG_RUNTIME_DIR='\(program.home)' systemd-analyze --user verify \(files.joined(separator: " "))")
            #expect(verified.code == 0 && verified.out.isEmpty, "\(verified.out)")

            // It does speak up: a key that there is not.
            let wrong = try String(contentsOfFile: "\(program.home)/mintmark-renew.service", encoding: .utf8)
                .replacing("NoNewPrivileges", with: "NoSuchKey")
            try wrong.write(
                toFile: "\(program.home)/mintmark-renew.service", atomically: true, encoding: .utf8)
            let refused = try await Shell.run(
                "XDG_RUNTIME_DIR='\(program.home)' systemd-analyze --user verify '\(program.home)/mintmark-renew.service'"
            )
            #expect(refused.out.contains("NoSuchKey"))
        }
    }
}
