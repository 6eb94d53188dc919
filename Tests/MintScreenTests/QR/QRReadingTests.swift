import TestSupport
import Testing

@testable import MintScreen

@Suite(.enabled(if: Completeness.hasQRReader, "Debian's zbar-tools bring the reader"))
struct QRReadingTests {
    /// Letters, digits and signs in no simple order, so that no code is like another.
    private func text(_ length: Int, seed: Int = 0) -> String {
        let signs = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%")
        var state = UInt32(truncatingIfNeeded: 7 + length * 31 + seed)
        return String(
            (0..<length).map { _ in
                state = state &* 1_664_525 &+ 1_013_904_223
                return signs[Int(state >> 16) % signs.count]
            })
    }

    @Test(arguments: QRCode.Level.allCases)
    func `another reader reads every version at its fullest`(level: QRCode.Level) async throws {
        let codes = try QRVersion.all.map { version in
            let bits = QRBlockLayout(version: version, level: level).dataCodewords * 8 - 4 - version.countBits
            let text = text(bits / 8)
            return (code: try #require(QRCode(text, level: level)), text: text)
        }
        #expect(codes.map(\.code.version) == Array(1...40))
        #expect(try await QRReader.read(codes.map(\.code.modules)) == codes.map(\.text))
    }

    @Test(arguments: QRCode.Level.allCases)
    func `another reader reads all lengths up to an address for a device code`(level: QRCode.Level) async throws {
        let texts = stride(from: 1 + level.rawValue, through: 140, by: 4).map { text($0) }
        let codes = try texts.map { try #require(QRCode($0, level: level)) }
        #expect(try await QRReader.read(codes.map(\.modules)) == texts)
    }

    @Test func `text beyond ASCII is read as UTF-8`() async throws {
        let texts = ["https://id.example/gerät?user_code=ÄÖ", "支払い", "naïve café", "👩‍💻"]
        let codes = try texts.map { try #require(QRCode($0)) }
        #expect(try await QRReader.read(codes.map(\.modules)) == texts)
    }

    @Test func `each of the eight masks is chosen by some text, and read`() async throws {
        var found: [Int: (code: QRCode, text: String)] = [:]
        for seed in 0..<400 where found.count < 8 {
            let text = text(30, seed: seed)
            let code = try #require(QRCode(text, level: .medium))
            found[code.mask] = (code, text)
        }
        #expect(Set(found.keys) == Set(0..<8))
        let all = Array(found.values)
        #expect(try await QRReader.read(all.map(\.code.modules)) == all.map(\.text))
    }

    @Test func `damage within the level's promise is mended`() async throws {
        let text = text(60)
        let code = try #require(QRCode(text, level: .high))
        var modules = code.modules
        // A blot on the data between the finder patterns.
        for y in 16..<26 { for x in 16..<24 { modules[y][x] = true } }
        #expect(modules != code.modules)
        #expect(try await QRReader.read([modules]) == [text])
    }

    @Test(arguments: [QRPicture.Form.halfBlocks, .ascii], [QRPicture.Ground.dark, .light])
    func `what stands on the terminal is read`(form: QRPicture.Form, ground: QRPicture.Ground) async throws {
        let texts = ["https://id.example/device?user_code=WDJB-MJHT", text(11), text(100), text(300)]
        let pictures = try texts.map { QRPicture(try #require(QRCode($0)), form: form, ground: ground) }
        #expect(try await QRReader.read(pictures.map(\.seen)) == texts)
    }
}

extension QRPicture {
    /// The terminal as a reader sees it, a pixel per module; what is not covered by signs is the ground.
    fileprivate var seen: QRReader.Modules {
        lines.flatMap { line -> QRReader.Modules in
            let signs = Array(line)
            let isDark = { (ink: Bool) in ink == (ground == .light) }
            switch form {
            case .ascii: return [stride(from: 0, to: signs.count, by: 2).map { isDark(signs[$0] == "#") }]
            case .halfBlocks: return ["▀█", "▄█"].map { half in signs.map { isDark(half.contains($0)) } }
            }
        }
    }
}
