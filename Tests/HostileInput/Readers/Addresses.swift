import Foundation

@testable import MintCore

extension Target {
    /// URLs, resource identifiers and redirect targets.
    static let url = Target("url") { one in
        let text = one.dice.maybeMutated(one.dice.address())
        one.note(text)
        one.tryTyped(text)
        guard let url = HTTPURL(text) else { return }
        one.expectSound(url)
        one.expectEqual(url.text, text, "the text")
        one.expectEqual(HTTPURL(url.origin)?.origin, url.origin, "the origin read again")
        one.expect(ResourceIdentifier.covers(url.text, server: url) != url.hasFragment, "\(url) does not cover itself")
        let coded = try? JSONDecoder().decode(HTTPURL.self, from: JSONEncoder().encode(url))
        one.expectEqual(coded, url, "coded and decoded")
        let reference = one.dice.maybeMutated(one.dice.reference())
        one.note(text + "\n" + reference)
        guard let target = url.resolving(reference) else { return }
        one.expectSound(target)
        one.expect(!target.hasFragment, "a redirect target with a fragment: \(target)")
        let hasHost = reference.hasPrefix("//") || reference.lowercased().hasPrefix("http")
        one.expect(
            hasHost || target.origin == url.origin, "\(reference.debugDescription) leads from \(url) to \(target)")
    }
}

extension Case {
    fileprivate mutating func expectSound(_ url: HTTPURL) {
        expect(
            url.text.utf8.allSatisfy { (0x21...0x7E).contains($0) },
            "\(url.text.debugDescription) is not printable ASCII")
        let rest = url.text.utf8.dropFirst(url.scheme.utf8.count + 3)
        let authority = String(decoding: rest.prefix { ![0x2F, 0x3F, 0x23].contains($0) }, as: UTF8.self)
        expect(!authority.contains("@") && !authority.isEmpty, "user information in \(url)")
        expect(authority.lowercased().contains(url.host), "\(url) is not at \(url.host)")
        expect((1...65_535).contains(url.port), "port \(url.port)")
        expect(url.path.isEmpty || url.path.hasPrefix("/"), "path \(url.path)")
        expectEqual(HTTPURL(url.text), url, "read again")
        _ = AddressRange(of: url)
        expectPlain(url.withoutQuery, limit: .max, "an address")
    }

    /// What an operator types as a server.
    fileprivate mutating func tryTyped(_ text: String) {
        let typed = dice.once(in: 3) ? String(text.drop { $0 != ":" }.drop { $0 == ":" || $0 == "/" }) : text
        guard let server = ResourceIdentifier.canonical(typed) else { return }
        expectSound(server)
        expectEqual(
            ResourceIdentifier.canonical(server.text)?.text, server.text, "\(typed.debugDescription) in canonical form")
        expect(!server.hasFragment && server.path != "/" || server.query != nil, "not canonical: \(server)")
        expect(ResourceIdentifier.isSame(server.text, as: server), "\(server) is not the same as itself")
    }
}

extension Dice {
    fileprivate mutating func address() -> String {
        let hosts = [
            "as.example", "AS.Example", "localhost", "127.0.0.1", "0x7f.1", "2130706433", "[::1]", "[fe80::1%25eth0]",
            "[::ffff:7f00:1]",
            "a_b.example.", "xn--bcher-kva.example", "bücher.example", "user:pw@as.example",
            "as.example\\@evil.example", "", "..", text(),
        ]
        let scheme = pick(["https://", "http://", "HTTPS://", "https:/", "ftp://", "javascript:", "", "https:///"])
        let port = pick([
            "", "", "", ":443", ":80", ":0", ":65535", ":65536", ":", ":8080x", ":-1", ":99999999999999999999",
        ])
        return scheme + pick(hosts) + port + (once(in: 3) ? "" : reference())
    }

    fileprivate mutating func reference() -> String {
        if once(in: 5) {
            return pick(["https://as.example/x", "http:x", "//evil.example/", "?q", "#f", "https:evil", "HTTP://b"])
        }
        var text = ""
        for _ in 0..<count(5, rarely: 1000) {
            text += "/" + pick(["", ".", "..", "a", "%2e%2e", "a;b", "@", ":", token(), self.text()])
        }
        if once(in: 4) { text += "?" + (once(in: 2) ? token() : self.text()) }
        if once(in: 6) { text += "#" + token() }
        return once(in: 4) ? String(text.dropFirst()) : text
    }
}
