import MintCore
import NIOCore
import NIOSSL

/// One run of the probe.
struct Climb: Sendable {
    var dialer: Dialer
    var url: HTTPURL
    var caFile: String?
    var deadline: Duration
    var end: ContinuousClock.Instant
    var proxy: ProxySettings
    var trust: TrustSettings
    var now: WallClock

    private var host: String { url.hostAndPort }

    /// A rung that failed ends the climb.
    private struct Fallen: Error {
        var rungs: [Rung]
    }

    func rungs() async -> [Rung] {
        do throws(Fallen) {
            guard url.mayCarryCredentials else { throw Fallen(rungs: [failed(.name, TransportError.insecure(url))]) }
            let route: Route
            do throws(TransportError) {
                route = try proxy.route(to: url)
            } catch {
                throw Fallen(rungs: [failed(.proxy, error)])
            }
            var rungs: [Rung] = []
            let channel = try await reach(route, &rungs)
            defer { channel.close(promise: nil) }
            if url.isSecure {
                let end = try await step(.tls, &rungs, route) { try await secure(channel) }
                rungs[rungs.count - 1].certificateEnd = end
            }
            return rungs
        } catch {
            return error.rungs
        }
    }

    private func reach(_ route: Route, _ rungs: inout [Rung]) async throws(Fallen) -> any Channel {
        switch route {
        case .direct:
            let addresses = try await step(.name, &rungs, route) {
                let addresses = try await NameLookup.addresses(of: url.host, port: url.port)
                return (addresses, addresses.compactMap(\.ipAddress).joined(separator: ", "))
            }
            return try await step(.connect, &rungs, route) {
                let channel = try await dialer.connect(to: addresses, by: end)
                return (channel, "\(channel.remoteAddress?.ipAddress ?? url.host) port \(url.port)")
            }
        case .proxied(let proxy):
            return try await step(.proxy, &rungs, route) {
                (try await dialer.tunnel(to: url, through: proxy, by: end), proxy.authority)
            }
        }
    }

    private func secure(_ channel: any Channel) async throws -> (Timestamp?, String) {
        let roots = try caFile.map { path throws(TransportError) in try CertificateFile(path: path) }
        let tls = try trust.tlsConfiguration(adding: roots)
        let agreed = try await Handshake.verified(on: channel, host: url.host, tls: tls)
        let version = agreed.version.map(Self.text) ?? "TLS"
        let end = agreed.certificate.map { Timestamp(Int($0.notValidAfter)) }
        return (end, version + (end.map { ", certificate until \($0.utcText.prefix(10))" } ?? ""))
    }

    private static func text(_ version: TLSVersion) -> String {
        switch version {
        case .tlsv1: "TLSv1"
        case .tlsv11: "TLSv1.1"
        case .tlsv12: "TLSv1.2"
        case .tlsv13: "TLSv1.3"
        }
    }

    /// Runs and times one rung; a failure becomes the last one.
    private func step<Value: Sendable>(
        _ name: Rung.Name, _ rungs: inout [Rung], _ route: Route,
        _ work: @escaping @Sendable () async throws -> (Value, String)
    ) async throws(Fallen) -> Value {
        let start = ContinuousClock.now
        do {
            let (value, detail) = try await withDeadline(end, work)
            rungs.append(Rung(name, microseconds: start.microsecondsSince, detail: detail))
            return value
        } catch {
            let taken = start.microsecondsSince
            let failure = Failure(await explain(error, route))
            rungs.append(Rung(name, microseconds: taken, detail: "", failure: failure))
            throw Fallen(rungs: rungs)
        }
    }

    private func explain(_ error: any Error, _ route: Route) async -> TransportError {
        let limits = Cause.Limits(whole: deadline, connecting: deadline)
        let cause = Cause(error, host: host, proxy: route.proxy, limits: limits)
        guard case .unclear(let question, let fallback) = cause else { return cause.known }
        let diagnosis = Diagnosis(dialer: dialer, url: url, route: route, now: now)
        do {
            let roots = try caFile.map { path throws(TransportError) in try CertificateFile(path: path) }
            let tls = try trust.tlsConfiguration(adding: roots)
            return try await withDeadline(end) { await diagnosis.answer(question, tls: tls) ?? fallback }
        } catch {
            return Task.isCancelled ? .cancelled : fallback
        }
    }

    private func failed(_ name: Rung.Name, _ error: TransportError) -> Rung {
        Rung(name, microseconds: 0, detail: "", failure: Failure(error))
    }
}

extension ContinuousClock.Instant {
    fileprivate var microsecondsSince: Int { Int(duration(to: .now) / .microseconds(1)) }
}
