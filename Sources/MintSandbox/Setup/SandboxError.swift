/// Why a sandbox did not start.
public enum SandboxError: Error, Equatable {
    case portTaken(Int)
    case portRefused(Int, reason: String)
    case lifetimeNotPositive(Int)
    /// The folder cannot be made, or others may read it.
    case keyFolderUnusable(path: String, reason: String)
}

extension SandboxError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .portTaken(let port): "Port \(port) is taken; give another one, or none for any that is free"
        case .portRefused(let port, let reason): "Port \(port) cannot be used: \(reason)"
        case .lifetimeNotPositive(let seconds): "A token lifetime of \(seconds) s is not one"
        case .keyFolderUnusable(let path, let reason): "The key folder \(path) cannot be used: \(reason)"
        }
    }
}
