import Foundation
import MintScreen

@testable import MintCore
@testable import MintMCP

extension Target {
    /// What may be shown of a text.
    static let text = Target("text") { one in
        let text = (0...one.dice.below(3)).map { _ in one.dice.text() }.joined()
        one.note(text)
        let limit = one.dice.pick([0, 1, 2, 40, 300])
        let line = text.plainLine(limit: limit)
        one.expectPlain(line, limit: limit, "the line")
        one.expectEqual(line.plainLine(limit: limit), line, "cleaned twice")
        if line.last != "…", limit > 0 {
            let kept = text.unicodeScalars.filter(\.isSafeToShow)
            let shown = Array(line.unicodeScalars.filter { $0 != " " })
            one.expectEqual(shown, kept.filter { $0 != " " }, "what is left without a cut")
        }
        let lines = text.plainText()
        one.expectPlainLines(lines, "the lines")
        one.expectEqual(lines.plainText(), lines, "cleaned twice, line by line")
        let header = HeaderText.encoded(text)
        one.expect(
            header.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 9 }, "the header \(header.debugDescription)")
    }

    /// Forms and base64url.
    static let form = Target("form") { one in
        let text = one.dice.text()
        let encoded = String(decoding: FormEncoding.encode(text.utf8), as: UTF8.self)
        one.expect(
            FormEncoding.decode(encoded).map { $0.utf8.elementsEqual(text.utf8) } ?? false,
            "a form read again: \(encoded)")
        let percent = String(decoding: FormEncoding.percentEncode(text.utf8), as: UTF8.self)
        one.expect(
            FormEncoding.decode(percent).map { $0.utf8.elementsEqual(text.utf8) } ?? false,
            "percents read again: \(percent)")
        let hostile = one.dice.once(in: 2) ? one.dice.mutated(encoded) : text
        one.note(hostile)
        if let decoded = FormEncoding.decode(hostile) {
            let again = String(decoding: FormEncoding.encode(decoded.utf8), as: UTF8.self)
            one.expectEqual(FormEncoding.decode(again), decoded, "decoded, encoded and decoded")
        }
        let bytes = one.dice.bytes(one.dice.count(40, rarely: 3000))
        one.expectEqual(Base64URL.decode(Base64URL.encode(bytes)), bytes, "base64url")
        let foreign = one.dice.mutated(Base64URL.encode(bytes))
        if let read = Base64URL.decode(foreign) {
            one.expectEqual(Base64URL.encode(read), foreign, "one value has one text")
        }
    }

    /// JSON itself, beside Foundation's reader.
    static let json = Target("json") { one in
        let value = one.dice.value(depth: 4)
        let sound = one.dice.soundlyWritten(value)
        one.note(sound)
        guard let read = JSONValue(bytes: sound) else {
            one.expect(sound.filter { $0 == 0x5B || $0 == 0x7B }.count > 128, "sound text that does not read")
            return
        }
        let text = read.serialized()
        one.expectEqual(JSONValue(bytes: Array(text.utf8)), read, "written out and read again")
        one.expectEqual(JSONValue(bytes: Array(read.serialized(pretty: true).utf8)), read, "in lines")
        let hostile = one.dice.mutated(sound)
        one.note(hostile)
        // Foundation takes minutes for what is deep.
        let depth = hostile.filter { $0 == 0x5B || $0 == 0x7B }.count
        guard depth < 12, hostile.count < 2000, !hostile.contains(0) else { return }
        // It looks less closely than we do at members that do not count, and at commas, so only what we read is compared.
        guard let ours = JSONValue(bytes: hostile) else { return }
        let theirs = try? JSONDecoder().decode(JSONValue.self, from: Data(hostile))
        one.expectEqual(ours.coarse, theirs?.coarse, "read by Foundation")
    }

    /// What is kept as JSON and comes back from disk.
    static let stored = Target("stored", share: 30) { one in
        var settings = ProfileSettings()
        settings.assertionAudience = .init(argument: one.dice.text())
        settings.assertionType = one.dice.text()
        settings.parameters = [.init(name: one.dice.text(), value: one.dice.text())]
        settings.keyID = one.dice.once(in: 2) ? one.dice.text() : nil
        settings.assertionSource = one.dice.pick([
            .file(one.dice.text()), .command([one.dice.text()]), .environment(one.dice.text()),
        ])
        var snapshot = DiscoverySnapshot(issuer: one.dice.text(), tokenEndpoint: one.dice.text())
        snapshot.resourceScopes = [one.dice.text()]
        one.expectRoundTrip(settings)
        one.expectRoundTrip(snapshot)
        one.expectRoundTrip(one.dice.value())
        let body = one.dice.written(one.dice.value())
        one.note(body)
        _ = try? JSONDecoder().decode(ProfileSettings.self, from: Data(body))
    }

    /// QR codes of what a server wants scanned.
    static let picture = Target("picture", share: 1) { one in
        let text =
            one.dice.once(in: 8) ? String(repeating: one.dice.text(), count: one.dice.below(200)) : one.dice.text()
        one.note(text)
        let level = one.dice.pick(QRCode.Level.allCases)
        let limits = [2953, 2331, 1663, 1273]
        let count = text.utf8.count
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        guard let code = QRCode(text, level: level) else {
            return one.expect(count > limits[level.rawValue] - (isASCII ? 0 : 2), "no code for \(count) bytes")
        }
        one.expect(count <= limits[level.rawValue], "a code for \(count) bytes")
        one.expectEqual(code.size, code.version * 4 + 17, "the size")
        one.expect(code[0, 0] && code[code.size - 1, 0] && code[0, code.size - 1] && !code[-1, 0], "no finder patterns")
        let picture = QRPicture(code, form: one.dice.pick([.halfBlocks, .ascii]))
        one.expectEqual(picture.lines.count, picture.size.rows, "rows")
        one.expect(picture.lines.allSatisfy { $0.count == picture.size.columns }, "rows of different widths")
    }
}

extension JSONValue {
    /// With large numbers as near as a `Double` comes: Foundation rounds some of them otherwise.
    fileprivate var coarse: JSONValue {
        switch self {
        case .int(let number) where number.magnitude >= 1 << 53: .double(Double(number))
        case .array(let items): .array(items.map(\.coarse))
        case .object(let members): .object(members.mapValues(\.coarse))
        default: self
        }
    }
}

extension Case {
    fileprivate mutating func expectRoundTrip<Value: Codable & Equatable>(_ value: Value) {
        guard let data = try? JSONEncoder().encode(value) else { return }
        expectEqual(try? JSONDecoder().decode(Value.self, from: data), value, "coded and decoded")
    }
}
