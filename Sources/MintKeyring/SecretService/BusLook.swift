import Glibc
public import MintCore

/// A look at a message bus from outside: whether somebody answers, and who. Nothing is said on it.
public enum BusLook {
    public static func state(of text: String) -> HostFacts.Bus.Address.State {
        let address: BusAddress
        do throws(BusFailure) {
            address = try BusAddress(text)
        } catch {
            if case .notReady(.refused(let reason)) = error { return .refused(reason) }
            return .gone
        }
        // An abstract socket has no file to look at: whoever connects finds out.
        guard !address.socketPaths.isEmpty else { return .answers }
        for path in address.socketPaths {
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            guard status.st_uid == geteuid() else {
                return .refused("the bus socket \(path.plainLine()) belongs to another user")
            }
            if answers(path) { return .answers }
        }
        return .gone
    }

    private static func answers(_ path: String) -> Bool {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let socket = Glibc.socket(AF_UNIX, type, 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: name.sun_path) else { return false }
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
        let result = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        // A full queue is somebody who is busy.
        return result == 0 || errno == EAGAIN
    }
}
