import Glibc

/// A temporary file that gets a name once its content rests on the disk; gone with this value where it does not.
final class FileOnItsWay {
    private let name: String
    private let path: String
    private let bytes: [UInt8]
    private let temporary: String
    private let folder: Int32
    private let disk: DiskCalls
    private let file: Descriptor
    private var isInstalled = false

    /// Written, but not waited for. The folder outlives this value.
    init(to name: String, _ bytes: [UInt8], in folder: borrowing PrivateFolder) throws(FileFailure) {
        self.name = name
        path = folder.path(of: name)
        self.bytes = bytes
        temporary = PrivateFolder.temporaryName(beside: name)
        self.folder = folder.descriptor.number
        disk = folder.disk
        let number = disk.make(self.folder, temporary)
        guard number >= 0 else { throw FileFailure("write", path) }
        file = Descriptor(taking: number)
        guard fchmod(number, 0o600) == 0 else { throw FileFailure("write", path) }
        try file.put(bytes, path: path, disk)
        disk.begin(number)
    }

    deinit { if !isInstalled { _ = disk.unlink(folder, temporary) } }

    /// Waits until it rests on the disk, and reads it back.
    func settle() throws(FileFailure) { try file.settle(bytes, path: path, disk) }

    func install() throws(FileFailure) {
        guard disk.rename(folder, temporary, name) == 0 else { throw FileFailure("write", path) }
        isInstalled = true
    }
}
