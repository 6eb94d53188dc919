import HTTPTypes

@testable import MintCore

extension Target {
    /// HTTP dates and calendar days.
    static let date = Target("date") { one in
        let number = one.dice.within(-62_167_219_200...253_402_300_799)
        let text = one.dice.dateText(of: Timestamp(number))
        one.expectEqual(Timestamp(httpDate: text)?.rawValue, number, text)
        let hostile = one.dice.mutated(text)
        one.note(hostile)
        if let read = Timestamp(httpDate: hostile) {
            one.expect(read.utcText.utf8.count == 20, "\(hostile) became \(read.utcText)")
        }
        let day = String(Timestamp(number).utcText.prefix(10))
        one.expectEqual(Timestamp(day: day)?.utcText.prefix(10).description, day, "the day \(day)")
        let other = one.dice.mutated(day)
        if let read = Timestamp(day: other) {
            one.expect(read.utcText.hasPrefix(other), "\(other) became \(read.utcText)")
        }
    }

    /// Headers about caching.
    static let cache = Target("cache") { one in
        guard let url = HTTPURL("https://as.example/metadata") else { return }
        let headers = one.dice.cacheHeaders()
        one.note(headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n"))
        switch CacheRules.ruling(headers) {
        case .fresh(let seconds): one.expect((0...CacheRules.longest).contains(seconds), "fresh for \(seconds) s")
        case .mustNotBeKept:
            one.expect(
                CachedDocument(url, body: [], headers: headers, sentAt: Sample.moment) == nil, "kept all the same")
        case .unsaid: break
        }
        guard let document = CachedDocument(url, body: [], headers: headers, sentAt: Sample.moment) else { return }
        one.expect(!document.isFresh(at: Sample.moment + CacheRules.longest), "fresh for more than a day")
        one.expect(!document.isFresh(at: Sample.moment + -1), "fresh before it was asked for")
        if let later = document.confirmed(by: one.dice.cacheHeaders(), at: Sample.moment + 5) {
            one.expect(
                later.freshUntil - later.fetchedAt <= CacheRules.longest, "fresh for more than a day after a 304")
        }
    }
}

extension Dice {
    /// RFC 9110 §5.6.7, written apart from the reader: by counting days.
    fileprivate mutating func dateText(of moment: Timestamp) -> String {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let text = Array(moment.utcText)
        let month = names[(Int(String(text[5...6])) ?? 1) - 1]
        let weekday = days[((moment.rawValue - (moment.rawValue % 86_400 + 86_400) % 86_400) / 86_400 % 7 + 7) % 7]
        return "\(weekday), \(String(text[8...9])) \(month) \(String(text[0...3])) \(String(text[11...18])) GMT"
    }

    fileprivate mutating func cacheHeaders() -> HTTPFields {
        var headers: HTTPFields = [:]
        let numbers = ["0", "60", "86400", "86401", "99999999999999999999", "-1", "", "\"60\"", "6 0", "٣", token()]
        let directives = [
            "no-store", "no-cache", "private", "max-age=\(pick(numbers))", "s-maxage=1", "MAX-AGE = \(pick(numbers))",
            "=", ",",
            "private=\"a,no-store\"", "no-cache=\"x\"", text(),
        ]
        for _ in 0..<below(3) {
            let values = (0..<count(3, rarely: 500)).map { _ in maybeMutated(pick(directives)) }
            headers.append(HTTPField(name: .cacheControl, value: values.joined(separator: pick([",", ", "]))))
        }
        if once(in: 3) { headers[.age] = pick(numbers) }
        if once(in: 4) { headers[.vary] = pick(["*", "Accept", text()]) }
        let dates = (0..<2).map { _ in maybeMutated(dateText(of: Timestamp(within(-62_167_219_200...253_402_300_799))))
        }
        if once(in: 3) { headers[.expires] = pick(["0", "-1", dates[0]]) }
        if once(in: 3) { headers[.date] = dates[1] }
        if once(in: 8) { headers[.eTag] = text() }
        return headers
    }
}
