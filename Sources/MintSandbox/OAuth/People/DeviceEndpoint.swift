internal import HTTPTypes

/// RFC 8628: the device's first request (§3.1), and the page that its person opens (§3.3).
struct DeviceEndpoint: Sendable {
    let layout: Layout
    let world: World

    /// A device code, a user code, and where to take it.
    func start(_ form: FormBody, _ request: IncomingRequest, _ state: inout SandboxState) throws(OAuthError) -> Answer {
        let authenticator = ClientAuthenticator(layout: layout, allowsPublicClients: true)
        let client = try authenticator.client(request, form, &state)
        guard client.grants.contains(.deviceCode) else {
            throw OAuthError(.unauthorizedClient, "this client may not use device codes", client: client.id)
        }
        let now = state.now
        let devices = state[layout.authority].devices
        let device = DeviceRequest(
            client: client.id, userCode: Opaque.userCode(), reach: try Reach(of: form, for: client, layout),
            expiry: now + devices.lifetime, interval: devices.interval, lastPoll: now)
        let code = state[layout.authority].devices.keep(device, now: now)
        return Answer.json([
            "device_code": .string(code), "user_code": .string(device.userCode),
            "verification_uri": .string(layout.devicePage),
            "verification_uri_complete": .string(layout.devicePage + "?user_code=" + device.userCode),
            "expires_in": .integer(devices.lifetime), "interval": .integer(devices.interval),
        ]).from(client.id)
    }

    func page(_ request: IncomingRequest) -> Answer {
        switch request.method {
        case .get: show(request.query ?? "")
        case .post: decide(request)
        default: .methodNotAllowed([.get, .post])
        }
    }

    private func show(_ query: String) -> Answer {
        guard let userCode = (try? FormBody(query.utf8))?["user_code"] else {
            return Page.userCode(action: layout.devicePage)
        }
        return world.update { state in
            guard let device = waiting(userCode, state)?.device else { return Self.unknown }
            return Page.consent(
                client: device.client, scopes: device.reach.scopes, action: layout.devicePage,
                fields: [("user_code", device.userCode)])
        }
    }

    private func decide(_ request: IncomingRequest) -> Answer {
        guard let form = try? FormBody(request.body), let userCode = form["user_code"] else { return Self.unknown }
        return world.update { state in
            guard answer(userCode, isApproved: form["decision"] == "approve", &state) else { return Self.unknown }
            return Page.notice("Done. Go back to your device.")
        }
    }

    /// What the person says to a device that waits; `false` where none does.
    func answer(_ userCode: String, isApproved: Bool, _ state: inout SandboxState) -> Bool {
        guard let (code, _) = waiting(userCode, state) else { return false }
        let answer: DeviceRequest.Answer = isApproved ? .approved(by: state.consent.user) : .denied
        state[layout.authority].devices[code]?.answer = answer
        return true
    }

    private func waiting(_ userCode: String, _ state: SandboxState) -> (code: String, device: DeviceRequest)? {
        let devices = state[layout.authority].devices
        guard let code = devices.deviceCode(for: userCode, now: state.now), let device = devices[code],
            device.answer == .pending
        else { return nil }
        return (code, device)
    }

    private static var unknown: Answer { Page.notice("No device waits with this code", status: .notFound) }
}
