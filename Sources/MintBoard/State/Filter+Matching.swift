import Glibc
import MintCore

extension Filter {
    /// - Parameter position: Of a profile in the catalog.
    func matches(_ position: Int, of catalog: Catalog, at now: Timestamp) -> Bool {
        terms.allSatisfy { $0.test.holds(for: position, of: catalog, at: now) != $0.isNegated }
    }
}

extension Filter.Test {
    func holds(for position: Int, of catalog: Catalog, at now: Timestamp) -> Bool {
        switch self {
        case .word(let needle):
            return catalog.haystacks[position].holds(needle)
        case .grant(let value):
            let grant = catalog.facts[position].grant
            return grant.rawValue.hasPrefix(value) || grant.shortTag.dropFirst().hasPrefix(value)
        case .host(let value):
            return catalog.records[position].profile.server.hostAndPort.contains(value)
        case .tag(let value):
            return catalog.records[position].profile.settings.tags.contains { $0.lowercased().hasPrefix(value) }
        case .state(let value):
            let facts = catalog.facts[position]
            return facts.tokenState(at: now).rawValue.hasPrefix(value) || facts.health.rawValue.hasPrefix(value)
        case .expiry(let isLess, let seconds):
            // Nothing is said of a token whose expiry nobody knows (TK-4).
            guard let left = catalog.facts[position].clock?.secondsLeft(at: now) else { return false }
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
