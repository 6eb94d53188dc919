import Glibc
public import MintCore

extension TrustSettings {
    /// Where TLS libraries keep the system's roots on the common distributions.
    private static var bundles: [String] {
        [
            "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
        ]
    }

    /// What `doctor` says of these roots: every file is read as it is for a connection.
    ///
    /// - Parameter files: What profiles trust beside them.
    public func look(andAt files: [(profile: String, path: String)]) -> HostFacts.Certificates {
        var facts = HostFacts.Certificates()
        facts.file = certificateFile.map { Self.place($0) }
        facts.folders = (certificateDirectory ?? "").split(separator: ":").map { path in
            let path = String(path)
            do throws(TransportError) {
                return HostFacts.Certificates.Place(
                    path: path, count: try CertificateFolder(path: path).certificates().count)
            } catch {
                return HostFacts.Certificates.Place(path: path, trouble: Self.reason(error))
            }
        }
        facts.bundle = Self.bundles.first { access($0, R_OK) == 0 }
        var known: [String: HostFacts.Certificates.Place] = [:]
        facts.ofProfiles = files.map { file in
            let place = known[file.path] ?? Self.place(file.path)
            known[file.path] = place
            return (file.profile, place)
        }
        return facts
    }

    private static func place(_ path: String) -> HostFacts.Certificates.Place {
        do throws(TransportError) {
            return HostFacts.Certificates.Place(path: path, count: try CertificateFile(path: path).certificates().count)
        } catch {
            return HostFacts.Certificates.Place(path: path, trouble: reason(error))
        }
    }

    private static func reason(_ error: TransportError) -> String {
        if case .certificateFile(_, let reason) = error { reason } else { error.headline }
    }
}
