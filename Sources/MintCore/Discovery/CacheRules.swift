import HTTPTypes

/// How long a metadata document may be used without asking for it again (RFC 9111; PRM-11, AS-14).
enum CacheRules {
    /// Whatever a server says: a day.
    static let longest = 86_400
    /// Where it says nothing. Long enough that the commands of one sitting share a document, short enough that whoever
    /// repairs a server sees it at the next try; the guess from `Last-Modified` (RFC 9111 §4.2.2) would hide that for hours.
    static let unsaid = 60

    enum Ruling: Equatable {
        case mustNotBeKept
        /// Seconds from the request on; 0 means: kept, and asked about each time.
        case fresh(Int)
        case unsaid
    }

    /// What the headers of a 200 or a 304 say. `s-maxage` is for shared caches, `private` allows ours.
    static func ruling(_ headers: HTTPFields) -> Ruling {
        let directives = directives(headers[values: .cacheControl])
        if directives["no-store"] != nil || headers[values: .vary].contains(where: { $0.contains("*") }) {
            return .mustNotBeKept
        }
        if directives["no-cache"] != nil { return .fresh(0) }
        let age = headers[.age].flatMap(seconds) ?? 0
        // Several that differ, or one that is no number, make the answer stale (RFC 9111 §4.2.1).
        if let texts = directives["max-age"] {
            let lifetimes = texts.map { seconds($0) ?? 0 }
            return fresh((lifetimes.min() ?? 0) - age)
        }
        guard let expires = headers[.expires] else { return .unsaid }
        guard let end = Timestamp(httpDate: expires), let start = headers[.date].flatMap(Timestamp.init(httpDate:))
        else {
            return .fresh(0)
        }
        return fresh(end - start - age)
    }

    private static func fresh(_ seconds: Int) -> Ruling { .fresh(min(max(seconds, 0), longest)) }

    /// Delta-seconds (RFC 9111 §1.2.2), capped; `nil` for anything but digits.
    private static func seconds(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return min(Int(text) ?? longest, longest)
    }

    /// Names in lower case, each with its arguments in order; a bare directive has an empty one.
    private static func directives(_ fieldLines: [String]) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for element in fieldLines.flatMap(elements) {
            let parts = element.split(separator: "=", maxSplits: 1)
            guard let name = parts.first?.trimmed.lowercased(), !name.isEmpty else { continue }
            found[name, default: []].append(parts.count > 1 ? parts[1].trimmed.filter { $0 != "\"" } : "")
        }
        return found
    }

    /// The elements of a list, split at commas outside quotes.
    private static func elements(_ line: String) -> [Substring] {
        var isQuoted = false
        return line.prefix(4096).split { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "," && !isQuoted
        }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}

extension CachedDocument {
    /// Whether it may be used without asking. One from the future was written by another clock.
    func isFresh(at moment: Timestamp) -> Bool {
        fetchedAt <= moment && moment < freshUntil && moment - fetchedAt < CacheRules.longest
    }

    /// - Returns: `nil` where the answer must not be kept.
    init?(_ url: HTTPURL, body: [UInt8], headers: HTTPFields, sentAt: Timestamp) {
        let lifetime: Int
        switch CacheRules.ruling(headers) {
        case .mustNotBeKept: return nil
        case .fresh(let seconds): lifetime = seconds
        case .unsaid: lifetime = CacheRules.unsaid
        }
        self.init(
            url: url.text, body: body, fetchedAt: sentAt, freshUntil: sentAt + lifetime,
            entityTag: headers[.eTag], lastModified: headers[.lastModified])
    }

    /// This document after a 304: good for as long again as that answer says, or as it was at first (RFC 9111 §4.3.4).
    func confirmed(by headers: HTTPFields, at moment: Timestamp) -> CachedDocument? {
        var document = self
        document.fetchedAt = moment
        switch CacheRules.ruling(headers) {
        case .mustNotBeKept: return nil
        case .fresh(let seconds): document.freshUntil = moment + seconds
        case .unsaid: document.freshUntil = moment + min(max(freshUntil - fetchedAt, 0), CacheRules.longest)
        }
        document.entityTag = headers[.eTag] ?? entityTag
        document.lastModified = headers[.lastModified] ?? lastModified
        return document
    }

    /// What takes the place of a document that is not true any more: no JSON, so it is fetched again.
    static func tombstone(_ url: HTTPURL, at moment: Timestamp) -> CachedDocument {
        CachedDocument(url: url.text, body: [], fetchedAt: moment, freshUntil: moment)
    }
}
