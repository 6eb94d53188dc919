import Foundation
import MintScreen
import TestSupport

/// What another project's decoder (zbar) reads from a picture.
enum QRReader {
    /// A grey picture, one value per module; `true` is dark.
    typealias Modules = [[Bool]]

    /// - Returns: What each picture says, in turn; empty for one that cannot be read.
    static func read(_ pictures: [Modules]) async throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mintmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (index, picture) in pictures.enumerated() {
            try pgm(picture).write(to: folder.appending(path: "\(index).pgm"))
        }
        _ = try await Shell.run(
            """
            cd \(folder.path) && for n in $(seq 0 \(pictures.count - 1)); do
                /usr/bin/zbarimg --raw -q -Sdisable -Sqrcode.enable $n.pgm >$n.txt 2>/dev/null
            done
            """)
        return try pictures.indices.map { index in
            let text = try String(contentsOf: folder.appending(path: "\(index).txt"), encoding: .utf8)
            return text.hasSuffix("\n") ? String(text.dropLast()) : text
        }
    }

    private static func pgm(_ modules: Modules, scale: Int = 3) -> Data {
        let width = (modules.first?.count ?? 0) * scale
        var data = Data("P5\n\(width) \(modules.count * scale)\n255\n".utf8)
        for row in modules {
            let line = Data(row.flatMap { [UInt8](repeating: $0 ? 0 : 255, count: scale) })
            for _ in 0..<scale { data.append(line) }
        }
        return data
    }
}

extension QRCode {
    /// All modules within a quiet zone.
    var modules: QRReader.Modules { (-4..<(size + 4)).map { y in (-4..<(size + 4)).map { x in self[x, y] } } }
}
