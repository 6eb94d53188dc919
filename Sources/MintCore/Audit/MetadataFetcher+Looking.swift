import HTTPTypes

extension MetadataFetcher {
    /// What came of a look at one place.
    struct Look: Sendable {
        var document: AuditEvidence.Document
        /// Where the look ended, after any redirect.
        var target: HTTPURL
        /// Why nothing answered there.
        var failure: TransportError?

        /// Who speaks in the document.
        var namer: Namer { Namer(target, resolved: document.range) }
    }

    /// What is at a URL, whatever it is: redirects followed as for any document (NET-6), 5xx asked again; a failure is part of
    /// what is seen.
    ///
    /// - Parameter namer: Who named the URL; `nil` for the operator.
    /// - Throws: `CancellationError`.
    func look(
        _ place: AuditEvidence.Place, at url: HTTPURL, namedBy namer: Namer?
    ) async throws(CancellationError) -> Look {
        let purpose = place < .oauth ? "resource metadata" : "server metadata"
        var (target, namer) = (url, namer)
        var redirects: [String] = []
        while true {
            var seen = AuditEvidence.Document(place, url, status: nil, redirects: redirects)
            do {
                let answer = try await answer(from: target, namedBy: namer, purpose: purpose, kept: nil)
                seen = AuditEvidence.Document(place, url, answer.response, redirects: redirects)
                guard answer.response.isRedirect else {
                    note(answer, seen.verdict)
                    return Look(document: seen, target: target)
                }
                guard redirects.count < Self.mostRedirects else {
                    note(answer, "redirects again and again")
                    seen.trouble = "redirects again and again"
                    return Look(document: seen, target: target)
                }
                (target, namer) = try redirect(answer)
                redirects.append(target.withoutQuery)
            } catch let error as DiscoveryError {
                seen.trouble = "redirects where nobody follows: \(error.reason)"
                return Look(document: seen, target: target)
            } catch let error as TransportError where error != .cancelled {
                seen.trouble = "did not answer (\(error.headline.plainLine(limit: 160)))"
                return Look(document: seen, target: target, failure: error)
            } catch {
                throw CancellationError()
            }
        }
    }
}

extension AuditEvidence.Document {
    /// For the trace.
    fileprivate var verdict: String {
        switch status {
        case 200: members == nil ? "not a JSON object" : "read"
        case let status? where (400..<500).contains(status): "not here"
        default: "server trouble"
        }
    }
}

extension DiscoveryError {
    /// For a URL that must not be asked; else the whole headline.
    var reason: String {
        if case .urlRefused(_, _, let reason) = self { reason } else { headline }
    }
}
