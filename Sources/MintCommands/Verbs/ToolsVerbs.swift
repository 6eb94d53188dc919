import ArgumentParser
import MintCore
import MintMCP

struct ToolsListVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "tools-list", abstract: "List the server's tools: mintmark @svc tools-list")

    @Argument var name: String
    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let services = try await context.services()
        context.subject.become(try await services.session(name).profile)
        let stepUp = context.stepUp(services, mayAsk: common.mayAsk(context.console))
        let listing = try await services.exchange(name, stepUp: stepUp, observe: common.observer(context.console)) {
            try await $0.listTools()
        }
        for dropped in listing.dropped {
            context.console.note("note: left out \(dropped.name.plainLine(limit: 80)): \(dropped.reason.plainLine())")
        }
        if common.json {
            let members: [String: JSONValue] = ["tools": .array(listing.tools.map(\.raw))]
            context.console.print(JSONOutput.object(members).serialized())
        } else if listing.tools.isEmpty {
            context.console.note("The server lists no tools for this profile.")
        } else {
            var table = Table(header: ["TOOL", "ARGUMENTS", "DESCRIPTION"])
            table.rows = listing.tools.map { tool in
                let parameters = tool.parameters.map { $0.name.plainLine(limit: 40) + ($0.isRequired ? "" : "?") }
                return [
                    tool.label, parameters.joined(separator: " "),
                    (tool.description ?? tool.title ?? "").plainLine(limit: 100),
                ]
            }
            context.console.out(table.lines.joined(separator: "\n") + "\n")
        }
        return 0
    }
}

struct ToolsCallVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "tools-call", abstract: "Call a tool: mintmark @svc tools-call NAME k:=v …",
        discussion: """
            k:=v takes v as JSON where it is JSON, else as text; k=v is always text; one {…} gives all arguments at once.

            Examples:
              mintmark @svc tools-call add a:=1 b:=2
              mintmark @svc tools-call echo text="42"
            """)

    @Argument var name: String
    @Argument(help: "The tool's name.") var tool: String
    @Argument(parsing: .remaining, help: "Its arguments.") var words: [String] = []
    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        // `.remaining` takes flags too: those of ours are taken out again.
        let flags: Set<String> = ["--json", "--verbose", "-v", "--no-input"]
        let isJSON = common.json || words.contains("--json")
        var options = common
        options.verbose = common.verbose || words.contains("--verbose") || words.contains("-v")
        let arguments = try ToolArguments.parse(words.filter { !flags.contains($0) })
        let services = try await context.services()
        let tool = tool
        let stepUp = context.stepUp(
            services, mayAsk: options.mayAsk(context.console) && !words.contains("--no-input"))
        let profile = try await services.session(name).profile
        let detail = "@\(name) \(tool)"
        let result = try await services.noting(.toolCall, of: profile, detail: detail, in: context) {
            try await services.exchange(name, stepUp: stepUp, observe: options.observer(context.console)) {
                try await $0.callTool(tool, arguments: arguments)
            }
        }
        let refusal =
            result.isError ? Failure(headline: "The tool says that it failed", exitStatus: .server) : nil
        await services.note(.toolCall, of: profile, failure: refusal, detail: detail, in: context)
        if isJSON {
            let members = result.raw.members ?? ["result": result.raw]
            context.console.print(JSONOutput.object(members).serialized())
        } else {
            let text = result.plainText
            if !text.isEmpty { context.console.print(text) }
        }
        if result.isError, !isJSON { context.console.note("mintmark: the tool says that it failed") }
        return result.exitStatus.rawValue
    }
}
