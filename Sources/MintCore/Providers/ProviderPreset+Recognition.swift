extension ProviderPreset {
    /// The provider behind an issuer or, where there is no issuer, behind a token endpoint.
    ///
    /// Hosts are compared whole or by their last labels, so `auth0.com.evil.example` is nobody's. The big services count on
    /// https and its default port alone; Keycloak, which people run themselves, wherever a credential may travel.
    public static func recognised(issuer: String?, tokenEndpoint: HTTPURL? = nil) -> ProviderPreset {
        if let issuer {
            let url = HTTPURL(issuer).flatMap { $0.hasFragment || $0.query != nil ? nil : $0 }
            let found = url.map { name(ofIssuer: ProviderAddress($0)) } ?? .generic
            return ProviderPreset(found, issuer: url, tokenEndpoint: tokenEndpoint)
        }
        let found = tokenEndpoint.map { name(ofEndpoint: ProviderAddress($0)) } ?? .generic
        return ProviderPreset(found, tokenEndpoint: tokenEndpoint)
    }

    private static func name(ofIssuer address: ProviderAddress) -> Name {
        if let name = nameByHost(address) { return name }
        if address.isService, address.isCognitoPool { return .cognito }
        if address.isService, address.host == "accounts.google.com", address.segments.isEmpty { return .google }
        return address.endsInRealm(followedBy: []) ? .keycloak : .generic
    }

    private static func name(ofEndpoint address: ProviderAddress) -> Name {
        if let name = nameByHost(address) { return name }
        if address.isService, address.isGoogleTokenEndpoint { return .google }
        return address.endsInRealm(followedBy: ["protocol", "openid-connect", "token"]) ? .keycloak : .generic
    }

    /// Services whose host says it all.
    private static func nameByHost(_ address: ProviderAddress) -> Name? {
        guard address.isService else { return nil }
        if address.isEntra { return .entra }
        // A tenant, or a tenant and its region: `acme.eu.auth0.com`.
        if let labels = address.labels(before: "auth0.com"), labels.count <= 2 { return .auth0 }
        let okta = ["okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com", "okta.mil"]
        if okta.contains(where: { address.labels(before: $0)?.count == 1 }) { return .okta }
        return address.isCognitoDomain ? .cognito : nil
    }
}

/// A URL cut into what the rules look at.
private struct ProviderAddress {
    let host: String
    let segments: [String]
    /// Whether it is where a public service would be: https on its own port.
    let isService: Bool
    let mayCarryCredentials: Bool

    init(_ url: HTTPURL) {
        host = url.host
        // An empty segment inside stays, and matches nothing.
        let path = url.path.withoutFinalSlash.dropFirst()
        segments = path.isEmpty ? [] : path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        isService = url.isSecure && url.port == 443
        mayCarryCredentials = url.mayCarryCredentials
    }

    /// The labels in front of a domain; `nil` where the host is not below it.
    func labels(before domain: String) -> [Substring]? {
        guard host.hasSuffix("." + domain) else { return nil }
        let labels = host.dropLast(domain.count + 1).split(separator: ".", omittingEmptySubsequences: false)
        return labels.contains("") ? nil : labels
    }

    /// Entra ID in its clouds, under the tenant that comes first in the path; External ID under its own domain.
    var isEntra: Bool {
        guard let tenant = segments.first, !tenant.isEmpty else { return false }
        return Self.entraHosts.contains(host) || labels(before: "ciamlogin.com")?.count == 1
    }

    private static let entraHosts: Set<String> = [
        "login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net",
        "login.microsoftonline.us", "login.partner.microsoftonline.cn", "login.chinacloudapi.cn",
        "sts.chinacloudapi.cn", "login.microsoftonline.de",
    ]

    /// `cognito-idp.REGION.amazonaws.com/REGION_POOL`
    var isCognitoPool: Bool {
        guard let labels = labels(before: "amazonaws.com") ?? labels(before: "amazonaws.com.cn"), labels.count == 2,
            labels[0] == "cognito-idp" || labels[0] == "cognito-idp-fips", Self.isRegion(labels[1]),
            segments.count == 1
        else { return false }
        let prefix = labels[1] + "_"
        return segments[0].hasPrefix(prefix) && segments[0].count > prefix.count
    }

    /// `DOMAIN.auth.REGION.amazoncognito.com`
    var isCognitoDomain: Bool {
        guard let labels = labels(before: "amazoncognito.com"), labels.count == 3 else { return false }
        return (labels[1] == "auth" || labels[1] == "auth-fips") && Self.isRegion(labels[2])
    }

    var isGoogleTokenEndpoint: Bool {
        switch host {
        case "oauth2.googleapis.com": segments == ["token"]
        case "www.googleapis.com": segments == ["oauth2", "v4", "token"] || segments == ["oauth2", "v3", "token"]
        case "accounts.google.com": segments.starts(with: ["o", "oauth2"]) && segments.last == "token"
        default: false
        }
    }

    /// `…/realms/NAME` and then exactly `rest`.
    func endsInRealm(followedBy rest: [String]) -> Bool {
        guard mayCarryCredentials, segments.count >= rest.count + 2, Array(segments.suffix(rest.count)) == rest else {
            return false
        }
        let realm = segments.dropLast(rest.count).suffix(2)
        return realm.first == "realms" && realm.last?.isEmpty == false && !segments.contains("")
    }

    /// `eu-central-1`, `us-gov-west-1`
    private static func isRegion(_ label: Substring) -> Bool {
        let parts = label.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let number = parts.last, !number.isEmpty else { return false }
        return number.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && parts.dropLast().allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x61...0x7A).contains($0) } }
    }
}

extension Profile {
    /// Who its authorization server is, by the operator's word or by its address.
    public var provider: ProviderPreset {
        guard let name = settings.preset else { return .recognised(issuer: issuer, tokenEndpoint: tokenEndpoint) }
        return ProviderPreset(name, issuer: issuer.flatMap { HTTPURL($0) }, tokenEndpoint: tokenEndpoint)
    }
}
