/// RFC 8628 §3.4: polled until the person has answered, and no faster than told (DV-4, DV-5).
struct DeviceCodeGrant: GrantRule {
    func grant(_ request: TokenRequest, _ state: inout SandboxState) throws(OAuthError) -> TokenGrant {
        let client = try request.client(for: .deviceCode)
        let authority = request.layout.authority
        let now = state.now
        guard let code = request.form["device_code"] else {
            throw OAuthError(.invalidRequest, "device_code is missing", client: client.id)
        }
        guard var device = state[authority].devices[code], device.client == client.id, device.answer != .used else {
            throw OAuthError(.invalidGrant, "the device code is not one of this client's", client: client.id)
        }
        guard now < device.expiry else {
            throw OAuthError(.expiredToken, "the device code has expired", client: client.id)
        }
        try device.reach.checkResources(of: request.form, client)
        let isTooEarly = now < device.lastPoll + device.interval
        device.lastPoll = now
        if isTooEarly { device.interval += 5 }
        defer { state[authority].devices[code] = device }
        guard !isTooEarly else {
            throw OAuthError(.slowDown, "polled too early; five seconds more from now on", client: client.id)
        }
        switch device.answer {
        case .pending, .used: throw OAuthError(.authorizationPending, "nobody has answered yet", client: client.id)
        case .denied: throw OAuthError(.accessDenied, "the person said no", client: client.id)
        case .approved(let user):
            device.answer = .used
            return Login(client: client, subject: user, authTime: now, request: request, reach: device.reach)
                .grant(&state).grant
        }
    }
}
