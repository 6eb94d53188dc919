import MintCore

extension AuditService {
    /// What TLS shows of every host that answered (AU-27): a handshake each, over which nothing is sent. Hosts that answered
    /// nothing are left alone: who named them may not have been allowed to.
    func certificates(of evidence: AuditEvidence, _ question: Question) async -> [AuditEvidence.Certificate] {
        var known = Set(evidence.certificates.map(\.host))
        var found: [AuditEvidence.Certificate] = []
        for url in hosts(in: evidence, question) where url.isSecure && known.insert(url.hostAndPort).inserted {
            if Task.isCancelled { break }
            let rungs = await connection.climb(to: url, caFile: question.caFile, deadline: .seconds(20))
            guard let last = rungs.last, last.name == .tls else { continue }
            found.append(
                AuditEvidence.Certificate(
                    host: url.hostAndPort, problem: last.failure?.headline,
                    daysLeft: last.certificateEnd.map { ($0 - now()).flooredDays }))
        }
        return found
    }

    private func hosts(in evidence: AuditEvidence, _ question: Question) -> [HTTPURL] {
        let documents = evidence.resourceDocuments + evidence.serverDocuments
        let answered = documents.filter { $0.status != nil }.flatMap { document in
            [document.url] + document.redirects.compactMap { HTTPURL($0) }
        }
        // The profile is bound to its token endpoint, wherever that is.
        let bound = evidence.token == nil ? nil : question.profile?.profile.tokenEndpoint
        return [evidence.server] + answered + [bound].compactMap { $0 }
    }
}

extension Int {
    /// Whole days in so many seconds; a certificate that ended an hour ago has -1 left.
    fileprivate var flooredDays: Int { self >= 0 ? self / 86_400 : -((-self + 86_399) / 86_400) }
}
