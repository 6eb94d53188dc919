/// Bytes that must not reach a log, a screen, or freed memory.
///
/// They rest in locked memory and are wiped when the last copy of this value goes. That is best effort (copies inside
/// HTTP buffers stay); not printing is absolute.
public struct Secret: Sendable {
    private let storage: Storage

    public init(_ bytes: some Collection<UInt8>) {
        self.storage = Storage(bytes)
    }

    public init(_ text: String) {
        self.init(text.utf8)
    }

    public var count: Int { storage.bytes.count }
    public var isEmpty: Bool { count == 0 }

    public func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(storage.bytes))
    }

    /// Hands out a copy as text, `nil` when the bytes are not UTF-8. The copy is not wiped: use it at the last moment.
    public func withText<R, E: Error>(_ body: (String) throws(E) -> R) throws(E) -> R? {
        let text = withBytes { String(validating: $0, as: UTF8.self) }
        guard let text else { return nil }
        return try body(text)
    }

    // The bytes are written by init and wiped by deinit alone, when no other reference is left; in between they are only
    // read, and the pointer itself is a `let`.
    private final class Storage: @unchecked Sendable {
        let bytes: UnsafeMutableRawBufferPointer

        init(_ source: some Collection<UInt8>) {
            let count = source.count
            bytes = UnsafeMutableRawBufferPointer(start: LockedMemory.process.take(count), count: count)
            bytes.copyBytes(from: source)
        }

        deinit {
            if let base = bytes.baseAddress { LockedMemory.process.giveBack(base, bytes.count) }
        }
    }
}

extension Secret: Equatable {
    /// Compares in time that depends on the lengths only.
    public static func == (a: Secret, b: Secret) -> Bool {
        a.withBytes { first in
            b.withBytes { second in
                guard first.count == second.count else { return false }
                return zip(first, second).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
            }
        }
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "<secret>" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
