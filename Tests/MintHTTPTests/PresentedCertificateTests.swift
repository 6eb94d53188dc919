import MintCore
import NIOSSL
import Testing

@testable import MintHTTP

@Suite struct PresentedCertificateTests {
    private static let now = Timestamp(1_000_000)

    private static func certificate(
        _ subject: String, by issuer: String, from start: Int = 0, until end: Int = 2_000_000
    ) -> PresentedCertificate {
        PresentedCertificate(
            notBefore: Timestamp(start), notAfter: Timestamp(end),
            subject: .init(encoded: Array(subject.utf8), shown: subject),
            issuer: .init(encoded: Array(issuer.utf8), shown: issuer))
    }

    @Test(
        arguments: [
            ([], nil),
            ([certificate("leaf", by: "CA")], .unknownAuthority(issuer: "CA")),
            ([certificate("self", by: "self")], .unknownAuthority(issuer: "self")),
            ([certificate("leaf", by: "A"), certificate("A", by: "B")], .unknownAuthority(issuer: "B")),
            // Out of order, with one that does not belong, and with a root that nobody trusts.
            (
                [
                    certificate("leaf", by: "A"), certificate("X", by: "Y"), certificate("B", by: "B"),
                    certificate("A", by: "B"),
                ],
                .unknownAuthority(issuer: "B")
            ),
            // Two that vouch for each other.
            ([certificate("A", by: "B"), certificate("B", by: "A")], .unknownAuthority(issuer: "A")),
            ([certificate("leaf", by: "CA", until: 999_999)], .expired(Timestamp(999_999))),
            ([certificate("leaf", by: "CA", until: 1_000_000)], .unknownAuthority(issuer: "CA")),
            ([certificate("leaf", by: "CA", from: 1_000_001)], .notYetValid(Timestamp(1_000_001))),
            ([certificate("leaf", by: "A"), certificate("A", by: "B", until: 5)], .expired(Timestamp(5))),
            // An expired one beside the path says nothing.
            ([certificate("leaf", by: "A"), certificate("X", by: "B", until: 5)], .unknownAuthority(issuer: "A")),
        ] as [([PresentedCertificate], TransportError.TLSFailure?)])
    func `why a chain was refused`(chain: [PresentedCertificate], expected: TransportError.TLSFailure?) {
        #expect(PresentedCertificate.failure(of: chain, now: Self.now) == expected)
    }

    @Test func `names lose what could steer a terminal`() throws {
        let authority = try TestAuthority("Evil \u{1B}[31m CA\n\u{202E}")
        let pem = try NIOSSLCertificate.fromPEMBytes(Array(authority.pem.utf8))
        let presented = PresentedCertificate(try #require(pem.first))
        #expect(presented.issuer.shown == "Evil [31m CA ")
        #expect(presented.issuer == presented.subject)
    }
}
