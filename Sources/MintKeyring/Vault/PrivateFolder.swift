import Glibc
import MintCore

/// A folder and the files in it, reached through one descriptor: nobody can put another folder in its place meanwhile.
struct PrivateFolder: ~Copyable {
    let path: String
    let descriptor: Descriptor
    let disk: DiskCalls

    /// - Returns: `nil` where there is no such folder.
    init?(at path: String, disk: DiskCalls = .system) throws(FileFailure) {
        let number = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else {
            guard errno == ENOENT else { throw FileFailure("open", path) }
            return nil
        }
        self.path = path
        self.disk = disk
        descriptor = Descriptor(taking: number)
    }

    /// Makes the folder where it is missing, and the folders above it, each 0700.
    static func make(at path: String, disk: DiskCalls = .system) throws(FileFailure) -> PrivateFolder {
        if let folder = try PrivateFolder(at: path, disk: disk) { return folder }
        let parentPath = parent(of: path)
        guard parentPath != path else { throw FileFailure("open", path, code: ENOENT) }
        let parent = try make(at: parentPath, disk: disk)
        // Another process may have made it just now: that serves as well.
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw FileFailure("make", path) }
        try parent.synchronize()
        guard let folder = try PrivateFolder(at: path, disk: disk) else {
            throw FileFailure("open", path, code: ENOENT)
        }
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
            guard disk.rename(descriptor.number, temporary, name) == 0 else {
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
            guard disk.link(descriptor.number, temporary, name) == 0 else {
                guard errno == EEXIST else { throw FileFailure("make", path(of: name)) }
                isOurs = false
                return
            }
        }
        return isOurs
    }

    /// Removes a file; removing what is not there succeeds.
    func remove(_ name: String) throws(FileFailure) {
        if try unlink(name) { try synchronize() }
    }

    /// - Returns: Whether it was there.
    @discardableResult
    func unlink(_ name: String) throws(FileFailure) -> Bool {
        guard disk.unlink(descriptor.number, name) == 0 else {
            guard errno == ENOENT else { throw FileFailure("remove", path(of: name)) }
            return false
        }
        return true
    }

    static func temporaryName(beside name: String) -> String { ".\(name).\(UInt64.random(in: .min ... .max)).tmp" }

    /// Whether this is the name of a file on its way: `.NAME.NUMBER.tmp`.
    static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(".tmp") }

    /// Removes what killed writers left: of this file, or of all. Only for who has the writers' lock.
    func removeLeftovers(of file: String? = nil) throws(FileFailure) {
        let leftovers = try names(isHidden: true).filter { name in
            Self.isTemporary(name) && file.map { name.hasPrefix(".\($0).") } ?? true
        }
        for leftover in leftovers { try remove(leftover) }
    }

    /// Runs `body` while no other writer works in this folder, in whichever process. While others are waited for, whoever
    /// else works on this actor goes on.
    ///
    /// - Parameter patience: How long others are waited for; the lock of a process that ended is free at once.
    /// - Throws: ``VaultFailure/busy`` where the others took too long, ``VaultFailure/cancelled`` where this task was
    ///   cancelled before it had the lock.
    func whileLocked<R>(
        _ name: String, patience: Duration, _ body: () async throws(VaultFailure) -> R
    ) async throws(VaultFailure) -> R {
        let number = openat(descriptor.number, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw .file(FileFailure("lock", path(of: name))) }
        let file = Descriptor(taking: number)
        let end = ContinuousClock.now + patience
        while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw .file(FileFailure("lock", path(of: name)))
            }
            guard ContinuousClock.now < end else { throw .busy }
            guard await Self.pause() else { throw .cancelled }
        }
        defer { flock(file.number, LOCK_UN) }
        return try await body()
    }

    /// The time between two looks at a lock that another has. Who takes it again and again pauses for longer.
    static let lookInterval: Duration = .microseconds(500)

    /// - Returns: `false` where this task was cancelled.
    static func pause(_ duration: Duration = lookInterval) async -> Bool {
        (try? await Task.sleep(for: duration)) != nil
    }

    /// The names in the folder, in no order.
    ///
    /// - Parameter isHidden: Only those that begin with a dot. Among thousands of sealed files they are found fast.
    func names(isHidden: Bool = false) throws(FileFailure) -> [String] {
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
            if isHidden, entry.pointee.d_name.0 != CChar(bitPattern: UInt8(ascii: ".")) { continue }
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
        let temporary = Self.temporaryName(beside: name)
        let number = disk.make(descriptor.number, temporary)
        guard number >= 0 else { throw FileFailure("write", path(of: name)) }
        let file = Descriptor(taking: number)
        defer { _ = disk.unlink(descriptor.number, temporary) }  // gone already where it was renamed
        guard fchmod(number, 0o600) == 0 else { throw FileFailure("write", path(of: name)) }
        try file.write(bytes, path: path(of: name), disk)
        try install(temporary)
        try synchronize()
    }

    func synchronize() throws(FileFailure) {
        guard disk.synchronize(descriptor.number) == 0 else { throw FileFailure("write", path) }
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
