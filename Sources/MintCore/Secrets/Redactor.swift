import Synchronization

/// The last line of defence: knows the secrets that went through this process by value, wherever they came from, and takes
/// them out of whatever is to be shown or written. What is right without it stays right; it must never be relied on.
///
/// It keeps no secret: for each of the forms that one may appear in, it remembers a keyed hash of the first bytes, of the
/// first sixteen, and of all.
public final class Redactor: Sendable {
    /// Shorter ones would be found in any text.
    public static let shortest = 8
    /// Secrets that are remembered; the ones that were not seen for longest are forgotten.
    static let limit = 4096

    private struct Memory {
        var young = SecretForms(), old = SecretForms()
    }
    private let memory = Mutex(Memory())

    public init() {}

    public func learn(_ secret: Secret) {
        let parts = secret.withBytes { SecretForms.parts(of: Array($0)) }
        memory.withLock { memory in
            for part in parts { memory.young.add(part) }
            guard memory.young.count > Self.limit / 2 else { return }
            memory.old = memory.young
            memory.young = SecretForms()
        }
    }

    /// The text with each secret, as it is, percent-encoded, in Base64, hexadecimal, or with the escapes of JSON, replaced by
    /// `<redacted>`; so is one that was cut off behind its sixteenth character or later.
    public func redact(_ text: String) -> String {
        let (young, old) = memory.withLock { ($0.young, $0.old) }
        guard young.count + old.count > 0, text.utf8.count >= Self.shortest else { return text }
        let bytes = Array(text.utf8)
        var clean: [UInt8] = []
        var (start, place) = (0, 0)
        while place + Self.shortest <= bytes.count {
            if let end = young.end(of: bytes, from: place) ?? old.end(of: bytes, from: place) {
                clean += bytes[start..<place] + Array("<redacted>".utf8)
                (start, place) = (end, end)
            } else {
                place += 1
            }
        }
        return start == 0 && clean.isEmpty ? text : String(decoding: clean + bytes[start...], as: UTF8.self)
    }
}
