public import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A new folder for this process alone (0700), which its maker removes.
public enum PrivateFolder {
    /// - Parameter parent: `TMPDIR`; `nil` for `/tmp`.
    /// - Throws: ``Failure`` with the system's reason.
    public static func make(in parent: String?, named name: String) throws(Failure) -> String {
        let parent = parent ?? "/tmp"
        var template = Array("\(parent)/\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Failure(
                headline:
                    "No private folder could be made in \(parent.plainLine()): \(String(cString: strerror(errno)))",
                hint: "Set TMPDIR to a folder that you can write to.")
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
