/// One device that waits for its person (RFC 8628).
struct DeviceRequest: Sendable {
    enum Answer: Sendable, Equatable {
        case pending, denied, used
        case approved(by: String)
    }

    let client: String
    let userCode: String
    let reach: Reach
    /// Seconds since the epoch.
    let expiry: Int
    /// Seconds between polls; `slow_down` adds five for good (§3.5).
    var interval: Int
    /// When it was last asked for; at first when it was made.
    var lastPoll: Int
    var answer = Answer.pending
}

/// The devices that wait, by device code and by user code.
struct DeviceRequests: Sendable {
    /// What the next requests are given; changed through the control interface.
    var lifetime = 600
    var interval = 5
    private var requests: [String: DeviceRequest] = [:]

    subscript(_ deviceCode: String) -> DeviceRequest? {
        get { requests[deviceCode] }
        set { requests[deviceCode] = newValue }
    }

    mutating func keep(_ request: DeviceRequest, now: Int) -> String {
        // Those that ran out stay a while, for `expired_token` to be said.
        requests = requests.filter { $0.value.expiry > now - 3600 }
        let code = Opaque.make()
        requests[code] = request
        return code
    }

    /// The device that a person means; case and punctuation of what was typed do not count (§6.1).
    func deviceCode(for userCode: String, now: Int) -> String? {
        let typed = Self.letters(userCode)
        return requests.first { Self.letters($0.value.userCode) == typed && $0.value.expiry > now }?.key
    }

    private static func letters(_ code: String) -> String {
        code.uppercased().filter { $0.isASCII && $0.isLetter }
    }
}
