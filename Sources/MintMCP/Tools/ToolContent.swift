public import MintCore

/// One item of a tool's answer.
public struct ToolContent: Equatable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case text, image, audio
        case resourceLink = "resource_link"
        case resource
        case unknown
    }

    public var kind: Kind
    /// The whole item, word for word.
    public var raw: JSONValue

    init(_ value: JSONValue) {
        kind = value["type"]?.text.flatMap { Kind(rawValue: $0) } ?? .unknown
        raw = value
    }

    /// For a terminal: texts themselves, everything else in one line that says what it is.
    public var plainText: String {
        switch kind {
        case .text: (raw["text"]?.text ?? "").plainText()
        case .image, .audio: described(kind.rawValue, ["mimeType"], size: raw["data"]?.text)
        case .resourceLink: described("link", ["name", "uri", "mimeType"])
        case .resource: resourceText
        case .unknown: described((raw["type"]?.text ?? "item").plainLine(limit: 40), [])
        }
    }

    private var resourceText: String {
        guard let resource = raw["resource"] else { return "[resource]" }
        let inner = ToolContent(resource)
        let head = inner.described("resource", ["uri", "mimeType"], size: resource["blob"]?.text)
        return resource["text"]?.text.map { head + "\n" + $0.plainText() } ?? head
    }

    private func described(_ what: String, _ members: [String], size base64: String? = nil) -> String {
        var words = [what] + members.compactMap { raw[$0]?.text?.plainLine(limit: 200) }
        if let base64 { words.append("\(Self.byteCount(ofBase64: base64)) bytes") }
        return "[\(words.joined(separator: " "))]"
    }

    private static func byteCount(ofBase64 text: String) -> Int {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "=") && $0 > 0x20 }.count
        return digits * 3 / 4
    }
}
