import Glibc

/// A command line for `sh`, run to its end.
public enum Shell {
    /// - Returns: What it printed (both streams) and its exit code.
    public static func run(_ command: String) throws -> (out: String, code: Int32) {
        guard let pipe = popen("{ \(command)\n} 2>&1", "re") else { throw Unavailable() }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 { bytes += chunk[..<count] }
        let status = pclose(pipe)
        return (String(decoding: bytes, as: UTF8.self), (status >> 8) & 0xFF)
    }

    public struct Unavailable: Error {}
}
