import MintCore
import NIOSSL

extension Cause {
    /// - Returns: `nil` for what is no TLS error.
    static func tls(_ error: any Error, host: String) -> Cause? {
        switch error {
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            return .unclear(.certificateNames, fallback: .tls(host: host, .wrongHost(names: [])))
        case is NIOSSLExtraError:
            return .clear(.tls(host: host, .other("the host's name cannot be used in TLS")))
        case NIOSSLError.handshakeFailed(let cause):
            return handshake(cause, host: host)
        case NIOSSLError.uncleanShutdown:
            return .clear(.closedEarly(host: host))
        case NIOSSLError.noCertificateToValidate, NIOSSLError.unableToValidateCertificate:
            return .clear(.tls(host: host, .other("the certificate cannot be read")))
        case let error as BoringSSLError:
            return handshake(error, host: host)
        case is NIOSSLError:
            return .clear(.tls(host: host, .other("the connection broke")))
        default:
            return nil
        }
    }

    private static func handshake(_ error: BoringSSLError, host: String) -> Cause {
        guard case .sslError(let stack) = error else {
            return .clear(.tls(host: host, .other("the handshake broke off")))
        }
        if stack.contains(.eofDuringHandshake) {
            return .clear(.tls(host: host, .other("the server closed the connection during the handshake")))
        }
        let reason = stack.lazy.compactMap { Self.reason(in: "\($0)") }.first
        switch reason {
        case "CERTIFICATE_VERIFY_FAILED":
            let fallback = TransportError.TLSFailure.other("its certificate could not be verified")
            return .unclear(.certificate, fallback: .tls(host: host, fallback))
        case "WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST":
            return .clear(.tls(host: host, .notTLS))
        case .some(let reason):
            let words = reason.lowercased().split(separator: "_").joined(separator: " ")
            return .clear(.tls(host: host, .other("the handshake failed (\(words))")))
        case nil:
            return .clear(.tls(host: host, .other("the handshake failed")))
        }
    }

    /// `WRONG_VERSION_NUMBER` out of `Error: 268435703 error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER
    /// at /src/tls_record.cc:231`.
    private static func reason(in description: String) -> String? {
        guard let start = description.firstRange(of: "OPENSSL_internal:") else { return nil }
        let reason = description[start.upperBound...].prefix { $0 != " " }
        return reason.isEmpty ? nil : String(reason)
    }
}
