import Glibc
import MintCore

/// A folder and the files in it, reached through one descriptor: nobody can put another folder in its place meanwhile.
struct PrivateFolder: ~Copyable {
    let path: String
    private let descriptor: Descriptor

    /// - Returns: `nil` where there is no such folder.
    init?(at path: String) throws(FileFailure) {
        let number = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else {
            guard errno == ENOENT else { throw FileFailure("open", path) }
            return nil
        }
        self.path = path
        descriptor = Descriptor(taking: number)
    }

    /// Makes the folder where it is missing, and the folders above it, each 0700.
    static func make(at path: String) throws(FileFailure) -> PrivateFolder {
        if let folder = try PrivateFolder(at: path) { return folder }
        let parentPath = parent(of: path)
        guard parentPath != path else { throw FileFailure("open", path, code: ENOENT) }
        let parent = try make(at: parentPath)
        // Another process may have made it just now: that serves as well.
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw FileFailure("make", path) }
        try parent.descriptor.synchronize(path: parentPath)
        guard let folder = try PrivateFolder(at: path) else { throw FileFailure("open", path, code: ENOENT) }
        return folder
    }

    /// The folder that holds this file or folder: `/a` of `/a/b`.
    static func parent(of path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        let above = parts.dropLast().joined(separator: "/")
        return path.hasPrefix("/") ? "/" + above : above.isEmpty ? "." : above
    }

    func status() throws(FileFailure) -> stat { try descriptor.status(of: path) }

    func path(of name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

    /// Opens a file for reading, never through a symbolic link; `nil` where there is none.
    func open(_ name: String) throws(FileFailure) -> Descriptor? {
        let number = openat(descriptor.number, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard number >= 0 else {
            guard errno == ENOENT else { throw FileFailure("open", path(of: name)) }
            return nil
        }
        return Descriptor(taking: number)
    }

    /// Puts a file (0600) in place, whole and on the disk, or leaves what was there.
    func replace(_ name: String, with bytes: [UInt8]) throws(FileFailure) {
        try place(bytes, beside: name) { (temporary) throws(FileFailure) in
            guard renameat(descriptor.number, temporary, descriptor.number, name) == 0 else {
                throw FileFailure("write", path(of: name))
            }
        }
    }

    /// Puts a file (0600) where none is, whole and on the disk.
    ///
    /// - Returns: Whether it was us; `false` where there is one, by whomever and however recently.
    func create(_ name: String, with bytes: [UInt8]) throws(FileFailure) -> Bool {
        var isOurs = true
        try place(bytes, beside: name) { (temporary) throws(FileFailure) in
            guard linkat(descriptor.number, temporary, descriptor.number, name, 0) == 0 else {
                guard errno == EEXIST else { throw FileFailure("make", path(of: name)) }
                isOurs = false
                return
            }
        }
        return isOurs
    }

    /// Removes a file; removing what is not there succeeds.
    func remove(_ name: String) throws(FileFailure) {
        guard unlinkat(descriptor.number, name, 0) == 0 else {
            guard errno == ENOENT else { throw FileFailure("remove", path(of: name)) }
            return
        }
        try descriptor.synchronize(path: path)
    }

    /// Removes what writers of this file that were killed left beside it.
    func removeLeftovers(of name: String) throws(FileFailure) {
        let leftovers = try names().filter { $0.hasPrefix(Self.temporaryStart(name)) && $0.hasSuffix(".tmp") }
        for leftover in leftovers { try remove(leftover) }
    }

    private static func temporaryStart(_ name: String) -> String { ".\(name)." }

    /// The names in the folder, in no order.
    func names() throws(FileFailure) -> [String] {
        // A second descriptor: closedir closes the one that it was given.
        let number = openat(descriptor.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw FileFailure("list", path) }
        guard let listing = fdopendir(number) else {
            let failure = FileFailure("list", path)
            close(number)
            throw failure
        }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }

    /// Writes a temporary file, lets `install` give it its name, and removes what is left of it.
    private func place(
        _ bytes: [UInt8], beside name: String, _ install: (String) throws(FileFailure) -> Void
    ) throws(FileFailure) {
        let temporary = Self.temporaryStart(name) + "\(UInt64.random(in: .min ... .max)).tmp"
        let number = openat(descriptor.number, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw FileFailure("write", path(of: name)) }
        let file = Descriptor(taking: number)
        defer { unlinkat(descriptor.number, temporary, 0) }  // gone already where it was renamed
        guard fchmod(number, 0o600) == 0 else { throw FileFailure("write", path(of: name)) }
        try file.write(bytes, path: path(of: name))
        try install(temporary)
        try descriptor.synchronize(path: path)
    }
}

extension PrivateFolder {
    /// Whether the folder, or the nearest one above it that is there, can be written to.
    ///
    /// - Throws: The system's reason: permissions, a read-only disk.
    static func checkMakeable(at path: String) throws(FileFailure) {
        if faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0 { return }
        let above = parent(of: path)
        guard errno == ENOENT, above != path else { throw FileFailure("write to", path) }
        try checkMakeable(at: above)
    }
}
