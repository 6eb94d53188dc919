public import MintCore

extension ProxySettings {
    /// What `doctor` says of the variables that name proxies. No user and no password is taken over.
    public static func look(_ environment: (String) -> String?) -> HostFacts.Proxy {
        var facts = HostFacts.Proxy()
        func set(_ names: String...) -> (name: String, value: String)? {
            names.compactMap { name in environment(name).map { (name, $0) } }.first { !$0.1.isEmpty }
        }
        let named = [set("https_proxy", "HTTPS_PROXY"), set("http_proxy"), set("all_proxy", "ALL_PROXY")]
        facts.settings = named.compactMap { $0 }.map { name, value in
            switch ProxyAddress.read(value, variable: name) {
            case .usable(let proxy):
                .init(variable: name, authority: proxy.authority, hasPassword: proxy.password != nil)
            case .unusable(let reason):
                .init(variable: name, authority: nil, hasPassword: false, trouble: reason)
            }
        }
        facts.hasIgnoredHTTP = set("HTTP_PROXY") != nil && set("http_proxy") == nil
        let exceptions = (set("no_proxy", "NO_PROXY")?.value ?? "").split { $0 == "," || $0.isWhitespace }
        facts.exceptions = exceptions.count
        facts.senseless = exceptions.map(String.init).filter { NoProxyList($0).isEmpty }
        return facts
    }
}
