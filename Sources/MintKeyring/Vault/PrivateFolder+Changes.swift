import Glibc

extension PrivateFolder {
    /// A file's new content, or `nil` for its end. No name comes twice.
    typealias Change = (name: String, bytes: [UInt8]?)

    /// Puts files (0600) in place and removes others, each whole and on the disk, or leaves what was there.
    ///
    /// All of them are written, and begun by the disk, before the first is waited for: a file system brings them to the disk
    /// by one commit of its journal, where one after the other each would cost two.
    ///
    /// - Returns: What went wrong with each, in their order.
    func change(_ changes: [Change]) -> [FileFailure?] {
        let files = changes.map { change in
            change.bytes.map { bytes in
                Result { () throws(FileFailure) in try FileOnItsWay(to: change.name, bytes, in: self) }
            }
        }
        var failures = zip(changes, files).map { change, file -> FileFailure? in
            do throws(FileFailure) {
                if let file { try file.get().settle() } else { try unlink(change.name) }
                return nil
            } catch {
                return error
            }
        }
        for (index, file) in files.enumerated() where failures[index] == nil {
            do throws(FileFailure) { try file?.get().install() } catch { failures[index] = error }
        }
        guard failures.contains(where: { $0 == nil }) else { return failures }
        do throws(FileFailure) {
            try synchronize()
            return failures
        } catch {
            return failures.map { $0 ?? error }
        }
    }
}
