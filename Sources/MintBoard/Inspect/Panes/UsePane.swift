import MintCore
import MintScreen

/// Commands that are ready to run with this profile.
enum UsePane {
    struct Recipe: Equatable, Sendable {
        var title: String
        var lines: [String]
        /// The lines are a file, not commands.
        var isFile = false
    }

    static func text(_ record: ProfileRecord, width: Int) -> PaneText {
        var text = PaneText()
        for recipe in recipes(record) {
            text.gap()
            text.lines.append([Span(" "), Span(recipe.title, .header)])
            for line in recipe.lines {
                text.lines +=
                    recipe.isFile
                    ? line.wrapped(to: max(width - 5, 1)).map { [Span("  " + $0, .key)] }
                    : InspectScreen.lines(InspectFacts.Fact("", line, .key), width)
            }
        }
        return text
    }

    static func recipes(_ record: ProfileRecord) -> [Recipe] {
        let profile = record.profile
        let name = profile.name.shellArgument, server = profile.server.text.shellArgument
        let isBound = record.token?.isDPoPBound ?? profile.settings.usesDPoP
        var recipes = [
            Recipe(
                title: "The token, for a script",
                lines: ["mintmark token \(name)", "mintmark token \(name) --min-valid 5m --header"]),
            Recipe(
                title: "A program that is given it",
                lines: [
                    "mintmark exec \(name) --env TOKEN -- COMMAND",
                    "mintmark exec \(name) --fd 3 -- COMMAND    # not in its environment",
                ]),
        ]
        recipes.append(curl(profile, name, isBound: isBound))
        // A bound token needs a proof for each request: a header that is read once is of no use.
        if !isBound { recipes.append(helper(profile, name)) }
        recipes.append(
            Recipe(
                title: "Its tools from a shell",
                lines: ["mintmark connect \(server) @svc --profile \(name)", "mintmark @svc tools-list"]))
        return recipes + [unit(profile, name)]
    }

    private static func helper(_ profile: Profile, _ name: String) -> Recipe {
        Recipe(
            title: "An MCP client that takes a header helper",
            lines: [
                "{ \"url\": \(JSONValue.string(profile.server.text).serialized()),",
                "  \"headersHelper\": \(JSONValue.string("mintmark token \(name) --headers-json").serialized()) }",
            ], isFile: true)
    }

    private static func curl(_ profile: Profile, _ name: String, isBound: Bool) -> Recipe {
        let server = profile.server.text.shellArgument
        let proof = isBound ? " --proof-for \("GET \(profile.server.text)".shellArgument)" : ""
        return Recipe(
            title: "curl, with the token out of sight of ps",
            lines: ["mintmark token \(name) --header\(proof) | curl -H @- \(server)"])
    }

    private static func unit(_ profile: Profile, _ name: String) -> Recipe {
        let credential =
            profile.store == .vault
            ? ["LoadCredentialEncrypted=mintmark.vault.key"]
            : ["# needs the user's keyring: systemctl --user, and `loginctl enable-linger`"]
        // In a unit, both signs stand for something else.
        let word = name.replacing("%", with: "%%").replacing("$", with: "$$")
        let command = "ExecStart=/usr/local/bin/mintmark exec \(word) --env TOKEN -- /usr/local/bin/COMMAND"
        return Recipe(
            title: "A systemd unit", lines: ["[Service]", "Type=exec"] + credential + [command])
    }
}
