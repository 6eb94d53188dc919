import ArgumentParser
import MintCore
import MintMCP

struct ProbeVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Climb from the server's name to its list of tools, each rung timed.")

    @Argument(help: "The profile's name, or its server.", completion: .profileNames)
    var profile: String

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let services = try await context.services()
        let record = try await services.profiles.resolve(profile)
        let console = context.console
        let isJSON = common.json
        let rungs = await services.probe.climb(record.profile, observe: common.observer(console)) { rung in
            if !isJSON { console.print(Self.line(rung)) }
        }
        let failure = rungs.last?.failure
        if isJSON {
            let members: [String: JSONValue] = [
                "profile": .string(record.profile.name), "ok": .bool(failure == nil),
                "rungs": .array(rungs.map(Self.json)),
            ]
            console.print(JSONOutput.object(members).serialized())
        }
        await services.note(rungs, of: record.profile)
        await services.note(.probe, of: record.profile, failure: failure, detail: rungs.reached, in: context)
        guard let failure else { return 0 }
        if !isJSON { console.note(CommandLineTool.words(failure)) }
        return failure.exitStatus.rawValue
    }

    static func line(_ rung: Rung) -> String {
        let mark = rung.failure == nil ? "ok  " : "FAIL"
        let name = rung.name.rawValue + String(repeating: " ", count: max(1, 18 - rung.name.rawValue.count))
        let start = "\(mark)  \(name)\(milliseconds(rung.microseconds))  "
        // What changed stands below, a line each.
        return start + detailLines(rung).joined(separator: "\n" + String(repeating: " ", count: start.count))
    }

    private static func detailLines(_ rung: Rung) -> [String] {
        rung.detail.split(separator: "\n", omittingEmptySubsequences: false).prefix(40).map { String($0).plainLine() }
    }

    private static func milliseconds(_ microseconds: Int) -> String {
        let text = "\(microseconds / 1000).\(microseconds / 100 % 10) ms"
        return String(repeating: " ", count: max(0, 10 - text.count)) + text
    }

    private static func json(_ rung: Rung) -> JSONValue {
        [
            "name": .string(rung.name.rawValue), "microseconds": .int(Int64(rung.microseconds)),
            "detail": .string(detailLines(rung).joined(separator: "; ")),
            "failure": rung.failure.map { .string($0.headline) } ?? .null,
            "hint": rung.failure?.hint.map { .string($0) } ?? .null,
        ]
    }
}
