import ArgumentParser
import MintCore

struct ClientMetadataVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "client-metadata", abstract: "Print the client metadata document to publish at an https address.",
        discussion: """
            Servers that take client metadata documents then know Mintmark by that address, without registration:
              mintmark login SERVER --grant authorization-code --client-metadata-url URL
            """)

    @Argument(help: "The https address, with a path, where the document will be.")
    var url: String

    @Option(name: .customLong("redirect-uri"), help: "A redirect address; repeatable. Default is the loopback ones.")
    var redirectURIs: [String] = []

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let uris = redirectURIs.isEmpty ? ["http://127.0.0.1/callback", "http://[::1]/callback"] : redirectURIs
        guard let document = ClientMetadataDocument.document(clientID: url, redirectURIs: uris) else {
            throw UsageError(
                "A client metadata document needs an https address with a path",
                hint: "For example: https://ops.example.com/mintmark.json")
        }
        context.console.print(document.serialized(pretty: !common.json))
        return 0
    }
}
