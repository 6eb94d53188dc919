/// What secrets may look like in a text, as hashes.
struct SecretForms: Sendable {
    private struct Form: Equatable {
        var count: Int
        /// Of all of it.
        var hash: Int
        /// Of its first sixteen bytes; `nil` for a shorter one.
        var beginning: Int?
    }

    /// By the hash of their first eight bytes.
    private var forms: [Int: [Form]] = [:]
    private var known: Set<Int> = []

    /// Secrets, not forms.
    var count: Int { known.count }

    private static let beginning = 16

    mutating func add(_ part: Part) {
        let secret = part.bytes
        guard secret.count >= Redactor.shortest, known.insert(Self.hash(secret[...])).inserted else { return }
        for form in Self.spellings(of: secret) where form.count >= Redactor.shortest {
            let hasBeginning = part.beginsItsOwnWay && form.count >= Self.beginning
            let beginning = hasBeginning ? Self.hash(form[..<Self.beginning]) : nil
            let entry = Form(count: form.count, hash: Self.hash(form[...]), beginning: beginning)
            let key = Self.hash(form[..<Redactor.shortest])
            if forms[key]?.contains(entry) != true { forms[key, default: []].append(entry) }
        }
    }

    /// - Returns: Where the longest secret ends that begins at this place; `nil` where none does.
    func end(of text: [UInt8], from place: Int) -> Int? {
        guard !forms.isEmpty, let candidates = forms[Self.hash(text[place..<(place + Redactor.shortest)])] else {
            return nil
        }
        let ends = candidates.compactMap { form -> Int? in
            let end = place + form.count
            if end <= text.count, Self.hash(text[place..<end]) == form.hash { return end }
            let cut = place + Self.beginning
            guard let beginning = form.beginning, cut <= text.count, Self.hash(text[place..<cut]) == beginning else {
                return nil
            }
            // Cut short, or the beginning of one that goes on otherwise: to the end of the word.
            return text[cut...].firstIndex { $0 <= 0x20 || $0 == 0x22 || $0 == 0x27 } ?? text.count
        }
        return ends.max()
    }

    /// Keyed for each process, as the standard library's hashes are.
    private static func hash(_ bytes: ArraySlice<UInt8>) -> Int {
        var hasher = Hasher()
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }
}

extension SecretForms {
    struct Part: Equatable {
        var bytes: [UInt8]
        /// False for what begins as others of its kind do: it counts whole alone.
        var beginsItsOwnWay: Bool
    }

    /// The whole; each long line of a key file; the private members of a JWK; the payload and the signature of a JWT, which
    /// may be shown apart.
    static func parts(of secret: [UInt8]) -> [Part] {
        let lines = secret.split { $0 == 0x0A || $0 == 0x0D }
        let segments = secret.split(separator: UInt8(ascii: "."))
        let members = secret.first == UInt8(ascii: "{") ? JSONValue(bytes: secret)?.members : nil
        let isToken = segments.count == 3 && segments[0].starts(with: "eyJ".utf8)
        var parts = [Part(bytes: secret, beginsItsOwnWay: lines.count == 1 && members == nil && !isToken)]
        func add(_ bytes: some Sequence<UInt8>) { parts.append(Part(bytes: Array(bytes), beginsItsOwnWay: true)) }
        if lines.count > 1 {
            for line in lines where line.count >= 16 && !line.starts(with: "-----".utf8) { add(line) }
        }
        for name in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            if let text = members?[name]?.text, text.utf8.count >= 16 { add(text.utf8) }
        }
        if isToken {
            for segment in segments.dropFirst() where segment.count >= 20 { add(segment) }
        }
        return parts
    }

    /// As it is, and as it is encoded on its way.
    fileprivate static func spellings(of secret: [UInt8]) -> [[UInt8]] {
        let hex = Hexadecimal.encode(secret)
        var all = [secret, hex, uppercased(hex)]
        all += (0..<3).flatMap { offset -> [[UInt8]] in
            let url = base64URL(secret, after: offset)
            return [url, url.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? 0x2F : $0 }]
        }
        // Most tokens are nothing but characters that no encoding touches.
        if !secret.allSatisfy(FormEncoding.isNeverEscaped) {
            let encoded = [FormEncoding.encode(secret), FormEncoding.percentEncode(secret)]
            let json = JSONValue.string(String(decoding: secret, as: UTF8.self)).serialized()
            all += encoded + encoded.map(lowercasedEscapes) + [Array(json.utf8.dropFirst().dropLast())]
        }
        // A dozen, most of them of another length: no set is needed.
        return all.indices.filter { !all[..<$0].contains(all[$0]) }.map { all[$0] }
    }

    /// The characters that this secret alone decides, wherever it begins in what is encoded.
    private static func base64URL(_ secret: [UInt8], after offset: Int) -> [UInt8] {
        let text = Base64URL.encoded([UInt8](repeating: 0, count: offset) + secret)
        return Array(text[((offset * 8 + 5) / 6)..<((offset + secret.count) * 8 / 6)])
    }

    private static func uppercased(_ text: [UInt8]) -> [UInt8] {
        text.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
    }

    /// `%2F` as `%2f`.
    private static func lowercasedEscapes(_ text: [UInt8]) -> [UInt8] {
        var text = text
        for index in text.indices where text[index] == UInt8(ascii: "%") {
            for next in (index + 1)..<min(index + 3, text.count) where (0x41...0x46).contains(text[next]) {
                text[next] += 0x20
            }
        }
        return text
    }
}
