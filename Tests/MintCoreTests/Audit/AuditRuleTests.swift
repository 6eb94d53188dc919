import Testing

@testable import MintCore

@Suite struct AuditRuleTests {
    static let cases =
        AuditCase.challenge + AuditCase.resource + AuditCase.server + AuditCase.methods + AuditCase.people
        + AuditCase.live + AuditCase.whole

    @Test(arguments: cases)
    func `a rule says what was seen (AU-1 to AU-28)`(row: AuditCase) throws {
        let finding = try #require(row.evidence.finding("AU-\(row.rule)"))
        #expect(finding.short == row.expected)
        #expect(finding.seen.contains(row.seen), "\(finding.seen)")
        #expect(!finding.seen.isEmpty && !finding.seen.contains("\n") && !finding.seen.hasSuffix("."))
        if case .notChecked(let reason) = finding.outcome { #expect(reason == finding.seen) }
        // A failure always comes with what to do; nothing else does.
        #expect((finding.fix != nil) == (finding.outcome == .failed))
    }

    @Test func `every rule passes, fails and steps aside in the table`() {
        for number in 1...28 {
            let seen = Self.cases.filter { $0.rule == number }.map(\.expected)
            #expect(seen.contains(.passed), "AU-\(number)")
            #expect(seen.contains { [.error, .warning, .info].contains($0) }, "AU-\(number)")
            #expect(seen.contains { [.notApplicable, .notChecked].contains($0) }, "AU-\(number)")
        }
    }

    @Test(arguments: cases)
    func `a remedy can be published as it stands`(row: AuditCase) throws {
        for finding in AuditReport(row.evidence).findings {
            guard let fix = finding.fix else { continue }
            #expect(fix.text.unicodeScalars.allSatisfy { $0 == "\n" || $0.isSafeToShow })
            #expect(!fix.place.isEmpty && !fix.place.contains("\n"))
            switch fix.kind {
            case .document:
                let value = try #require(JSONValue(bytes: Array(fix.text.utf8)))
                #expect(JSONValue(bytes: Array(value.serialized().utf8)) == value)
                #expect(value.members?.isEmpty == false)
            case .header:
                for line in fix.text.split(separator: "\n") where !line.hasPrefix("HTTP/1.1 401") {
                    #expect(line.contains(": ") && line.allSatisfy { $0.isASCII })
                }
            case .words: #expect(!fix.text.isEmpty)
            }
        }
    }

    /// A remedy that is taken must cure its rule: this is what makes it one.
    @Test(arguments: cases.filter { [.error, .warning, .info].contains($0.expected) })
    func `what is published as told passes`(row: AuditCase) throws {
        var evidence = row.evidence
        let fix = try #require(evidence.finding("AU-\(row.rule)")?.fix)
        guard evidence.publish(fix, rule: row.rule) else { return }
        let finding = try #require(evidence.finding("AU-\(row.rule)"))
        #expect(finding.outcome == .passed, "\(finding.seen)\n\(fix.place)\n\(fix.text)")
    }

    @Test(arguments: cases.filter { $0.expected == .error || $0.expected == .warning || $0.expected == .info })
    func `members that were right are kept`(row: AuditCase) throws {
        let evidence = row.evidence
        let fix = try #require(evidence.finding("AU-\(row.rule)")?.fix)
        guard fix.kind == .document, row.rule != 22 else { return }
        guard evidence.resourceDocument != nil, evidence.serverDocument != nil else { return }
        #expect(JSONValue(bytes: Array(fix.text.utf8))?["x_own"] == ["kept": 1])
    }
}

extension AuditEvidence {
    /// The world after an owner has followed a remedy.
    ///
    /// - Returns: `false` where there was nothing to paste, or where it also takes a decision of the owner.
    fileprivate mutating func publish(_ fix: AuditRemedy, rule: Int) -> Bool {
        switch fix.kind {
        case .words: return false
        case .header:
            if rule == 24 {
                garbageToken = .init(status: 401, challengeLines: fix.challengeLines)
                expiredToken = garbageToken
            } else if rule == 19 {
                token?.cacheControl = "no-store"
            } else if rule == 7 {
                for index in resourceDocuments.indices {
                    resourceDocuments[index].contentType = "application/json"
                    resourceDocuments[index].cacheControl = "max-age=3600"
                }
            } else {
                unauthenticated = .init(status: 401, challengeLines: fix.challengeLines)
            }
        case .document:
            guard let members = JSONValue(bytes: Array(fix.text.utf8))?.members else { return false }
            if members["capabilities"] != nil {
                extensions = members["capabilities"]?["extensions"]?.members.map { Array($0.keys) }
            } else if members["resource"] != nil {
                publishResource(members)
            } else if fix.place.hasPrefix("publish at \(SoundServer.openID)") {
                serverDocuments =
                    serverDocuments.filter { $0.place == .oauth } + [
                        SoundServer.document(.openID, SoundServer.openID, members)
                    ]
            } else {
                publishServer(members)
            }
        }
        return true
    }

    private mutating func publishResource(_ members: [String: JSONValue]) {
        resourceDocuments = [
            SoundServer.document(.path, SoundServer.path, members),
            SoundServer.document(.root, SoundServer.root, members),
        ]
        let listed = members["authorization_servers"]?.texts ?? []
        if let issuer, !listed.contains(issuer) { self.issuer = listed.first }
        // The placeholder issuer has no documents; the owner would name the real one.
        if self.issuer == Self.unknownIssuer { self.issuer = "https://as.example" }
        if challenge?.resourceMetadata == nil { challenge(SoundServer.challenge) }
    }

    private mutating func publishServer(_ members: [String: JSONValue]) {
        serverDocuments = [
            SoundServer.document(.oauth, SoundServer.oauth, members),
            SoundServer.document(.openID, SoundServer.openID, members),
        ]
    }
}

extension AuditRemedy {
    fileprivate var challengeLines: [String] {
        text.split(separator: "\n").compactMap { line in
            line.hasPrefix("WWW-Authenticate: ") ? String(line.dropFirst("WWW-Authenticate: ".count)) : nil
        }
    }
}
