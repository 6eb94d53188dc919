extension DoctorRules {
    /// Seconds of difference that are worth a word, and that make servers refuse.
    private static let noticeable = 5, harmful = 30

    static func clock(_ facts: HostFacts) -> [DoctorFinding] {
        // One word for each server: its profiles were all told by the same clock.
        var skews: [String: Int] = [:]
        for record in facts.profiles { skews[record.profile.tokenEndpoint.hostAndPort] = record.bonds.clockSkew }
        for (host, seconds) in facts.clock.measured { skews[host] = seconds }
        let off = skews.filter { abs($0.value) > noticeable }.sorted { $0.key < $1.key }
        var findings: [DoctorFinding] = []
        // Where most servers agree that we are wrong, we are.
        let isOurs = off.count * 2 > skews.count && Set(off.map { $0.value > 0 }).count == 1
        if isOurs, let typical = off.map(\.value).sorted(by: { abs($0) < abs($1) }).dropFirst(off.count / 2).first {
            findings.append(
                DoctorFinding(
                    .clock, "clock-wrong", abs(typical) > harmful ? .attention : .notice,
                    "this host's clock is \(typical.magnitude) s \(typical > 0 ? "behind" : "ahead"), by "
                        + (off.count == 1 ? off[0].key : "\(off.count) of \(skews.count) servers"),
                    remedy: "sudo timedatectl set-ntp true    then look with: timedatectl timesync-status"))
        } else {
            for (host, seconds) in off {
                findings.append(
                    DoctorFinding(
                        .clock, "clock-of-server", .notice,
                        "\(host) is \(seconds.magnitude) s \(seconds > 0 ? "ahead" : "behind"); it is allowed for",
                        remedy: "Tell its operator."))
            }
        }
        for (host, reason) in facts.clock.unreachable {
            findings.append(
                DoctorFinding(
                    .clock, "clock-unasked", .notice, "\(host) did not tell its time: \(reason)",
                    remedy: "mintmark probe PROFILE    says where the way ends"))
        }
        if facts.clock.isSynchronised == false {
            findings.append(
                DoctorFinding(
                    .clock, "clock-free", .notice, "no time service keeps this host's clock",
                    remedy: "sudo timedatectl set-ntp true"))
        }
        guard findings.isEmpty else { return findings }
        let kept =
            facts.clock.isSynchronised == true ? "kept by a time service" : "not known to be kept by a time service"
        let agreed = skews.isEmpty ? "" : "; \(skews.count == 1 ? "1 server agrees" : "\(skews.count) servers agree")"
        return [DoctorFinding(.clock, "clock", .ok, "the clock is \(kept)\(agreed)")]
    }

    // MARK: - Certificates

    static func certificates(_ facts: HostFacts) -> [DoctorFinding] {
        let seen = facts.certificates
        var findings: [DoctorFinding] = []
        if let file = seen.file { findings.append(named(file, by: "SSL_CERT_FILE")) }
        findings += seen.folders.map { named($0, by: "SSL_CERT_DIR") }
        if seen.file == nil, seen.folders.isEmpty {
            findings.append(
                seen.bundle.map {
                    DoctorFinding(.certificates, "roots", .ok, "the system's certificate roots: \($0)")
                }
                    ?? DoctorFinding(
                        .certificates, "roots-none", .attention, "the system has no certificate roots",
                        remedy: "sudo apt-get install ca-certificates"))
        }
        for (profile, place) in seen.ofProfiles {
            guard let trouble = place.trouble else { continue }
            findings.append(
                DoctorFinding(
                    .certificates, "profile-ca", .attention,
                    "\(profile.plainLine(limit: 64)): its CA file \(place.path) cannot be used: \(trouble)",
                    remedy:
                        "mintmark set \(profile.shellArgument) --ca-file FILE    or \"\" for the system's roots alone",
                    profile: profile))
        }
        return findings
    }

    private static func named(_ place: HostFacts.Certificates.Place, by variable: String) -> DoctorFinding {
        if let trouble = place.trouble {
            return DoctorFinding(
                .certificates, "roots-named", .attention,
                "\(variable) names \(place.path), which cannot be used: \(trouble)",
                remedy: "unset \(variable)    for the system's roots, or name a PEM file that can be read")
        }
        guard place.count > 0 else {
            return DoctorFinding(
                .certificates, "roots-named", .attention,
                "\(variable) names \(place.path), which has no certificates",
                remedy: "openssl rehash \(place.path.shellArgument)    makes the names that are looked for")
        }
        return DoctorFinding(
            .certificates, "roots", .ok,
            "\(variable) names \(place.path), \(place.count) certificates, in place of the system's")
    }

    // MARK: - Proxies

    static func proxy(_ facts: HostFacts) -> [DoctorFinding] {
        let proxy = facts.proxy
        var findings = proxy.settings.map { setting in
            if let trouble = setting.trouble {
                return DoctorFinding(
                    .proxy, "proxy-unusable", .attention, trouble,
                    remedy: "export \(setting.variable)=http://HOST:PORT    or unset \(setting.variable)")
            }
            let password = setting.hasPassword ? ", with a password" : ""
            return DoctorFinding(
                .proxy, "proxy", .ok, "\(setting.variable): through \(setting.authority ?? "a proxy")\(password)")
        }
        if proxy.hasIgnoredHTTP {
            findings.append(
                DoctorFinding(
                    .proxy, "proxy-ignored", .notice,
                    "HTTP_PROXY is not read, for a web server sets it from a header",
                    remedy: "Name it in small letters: http_proxy"))
        }
        if !proxy.senseless.isEmpty {
            let entries = proxy.senseless.prefix(3).map { $0.plainLine(limit: 40) }.joined(separator: ", ")
            findings.append(
                DoctorFinding(
                    .proxy, "proxy-exception", .notice, "entries of no_proxy that mean nothing: \(entries)",
                    remedy: "no_proxy takes hosts, .domains, addresses, networks and *"))
        }
        if findings.isEmpty { findings.append(DoctorFinding(.proxy, "proxy-none", .ok, "no proxy is set")) }
        return findings
    }
}
