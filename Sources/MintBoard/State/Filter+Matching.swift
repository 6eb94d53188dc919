import Glibc
import MintCore

extension Filter {
    func matches(_ row: Catalog.Row, at now: Timestamp) -> Bool {
        terms.allSatisfy { $0.test.holds(for: row, at: now) != $0.isNegated }
    }
}

extension Filter.Test {
    func holds(for row: Catalog.Row, at now: Timestamp) -> Bool {
        let record = row.record
        switch self {
        case .word(let needle):
            return row.haystack.holds(needle)
        case .grant(let value):
            let grant = record.profile.grant
            return grant.rawValue.hasPrefix(value) || grant.shortTag.dropFirst().hasPrefix(value)
        case .host(let value):
            return record.profile.server.hostAndPort.contains(value)
        case .state(let value):
            return record.tokenState(at: now).rawValue.hasPrefix(value) || record.health.rawValue.hasPrefix(value)
        case .expiry(let isLess, let seconds):
            // Nothing is said of a token whose expiry nobody knows (TK-4).
            guard let left = record.token?.secondsLeft(at: now) else { return false }
            return isLess ? left < seconds : left > seconds
        }
    }
}

extension [UInt8] {
    /// Whether the bytes occur in a row in these.
    func holds(_ needle: [UInt8]) -> Bool {
        guard let first = needle.first else { return true }
        return withUnsafeBytes { hay in
            needle.withUnsafeBytes { needle in
                guard let start = hay.baseAddress, let wanted = needle.baseAddress else { return false }
                var offset = 0
                while hay.count - offset >= needle.count {
                    let room = hay.count - offset - needle.count + 1
                    guard let hit = memchr(start + offset, Int32(first), room) else { return false }
                    if memcmp(hit, wanted, needle.count) == 0 { return true }
                    offset = UnsafeRawPointer(hit) - start + 1
                }
                return false
            }
        }
    }
}
