import CProcess
import Glibc
import MintCore
import MintDatabase

/// The files and folders of ours, as the system describes them; none is opened.
struct FileLook: Sendable {
    let paths: Paths

    /// A vault may hold many files; one of them tells as much as all.
    private static let mostOfAFolder = 5000

    var files: [HostFacts.File] {
        let state = StateFolder(path: paths.data)
        var own = [paths.data, state.databasePath, state.databasePath + "-wal", state.databasePath + "-shm"]
        for folder in [state.locksPath, paths.vault] {
            own.append(folder)
            own += names(in: folder).prefix(Self.mostOfAFolder).map { "\(folder)/\($0)" }
        }
        own.append(paths.vaultKey)
        var above: [String] = []
        for path in [paths.data, paths.vaultKey] {
            for parent in parents(of: path) where parent != paths.data && !above.contains(parent) {
                above.append(parent)
            }
        }
        return own.compactMap { look(at: $0, .own) } + [look(at: paths.configuration, .settings)].compactMap { $0 }
            + above.compactMap { look(at: $0, .above) }
    }

    var disks: [HostFacts.Disk] {
        let places = [paths.data, paths.config].map { path in
            ([path] + parents(of: path)).first { access($0, F_OK) == 0 } ?? "/"
        }
        var disks: [HostFacts.Disk] = []
        for place in places where !disks.contains(where: { $0.path == place }) {
            var (type, free) = (0, UInt64(0))
            guard mint_filesystem(place, &type, &free) == 0 else { continue }
            let isReadOnly = access(place, W_OK) != 0 && errno == EROFS
            disks.append(
                HostFacts.Disk(
                    path: place, network: Self.network(type), freeBytes: Int(clamping: free), isReadOnly: isReadOnly))
        }
        return disks
    }

    /// linux/magic.h; the file systems that other hosts write to as well.
    private static func network(_ type: Int) -> String? {
        switch UInt32(truncatingIfNeeded: type) {
        case 0x6969: "NFS"
        case 0xFF53_4D42, 0xFE53_4D42, 0x517B: "SMB"
        case 0x0102_1997: "9P"
        case 0x00C3_6400: "Ceph"
        case 0x0BD0_0BD0: "Lustre"
        case 0x5346_414F: "AFS"
        default: nil
        }
    }

    private func parents(of path: String) -> [String] {
        var parents: [String] = []
        var rest = path[...]
        while let slash = rest.lastIndex(of: "/") {
            rest = rest[..<slash]
            parents.append(rest.isEmpty ? "/" : String(rest))
        }
        return parents
    }

    /// - Returns: `nil` where nothing is there.
    private func look(at path: String, _ role: HostFacts.File.Role) -> HostFacts.File? {
        var (mode, owner) = (UInt32(0), UInt32(0))
        // Somebody else's link could lead anywhere; elsewhere a link is as good as what it leads to.
        guard mint_file_look(path, role == .own ? 0 : 1, &mode, &owner) == 0 else {
            guard errno != ENOENT, errno != ENOTDIR else { return nil }
            let reason = String(cString: strerror(errno))
            return HostFacts.File(path: path, kind: .other, role: role, mode: 0, owner: 0, trouble: reason)
        }
        let kind: HostFacts.File.Kind =
            switch mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        return HostFacts.File(path: path, kind: kind, role: role, mode: mode & 0o7777, owner: owner)
    }

    private func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
