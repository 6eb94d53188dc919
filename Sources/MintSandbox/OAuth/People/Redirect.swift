internal import HTTPTypes

/// The way back to the client through the browser, with the issuer in it (RFC 9207, IS-5).
struct Redirect: Sendable, Equatable {
    let uri: String
    let state: String?

    func code(_ code: String, _ layout: Layout, _ settings: ConsentSettings) -> Answer {
        answer([("code", code)], layout, settings)
    }

    func error(_ error: OAuthError, _ layout: Layout, _ settings: ConsentSettings) -> Answer {
        answer([("error", error.code.rawValue), ("error_description", error.description)], layout, settings)
    }

    private func answer(_ members: [(String, String)], _ layout: Layout, _ settings: ConsentSettings) -> Answer {
        var members = members
        switch (settings.state, state) {
        case (.echo, let state?): members.append(("state", state))
        case (.wrong, _): members.append(("state", "not-the-state"))
        case (.none, _), (.echo, nil): break
        }
        switch settings.issuer {
        case .right: members.append(("iss", layout.issuer))
        case .wrong: members.append(("iss", "https://evil.example"))
        case .slashed: members.append(("iss", layout.issuer + "/"))
        case .none: break
        }
        let query = members.map { "\($0.0)=\(FormBody.encode($0.1))" }.joined(separator: "&")
        return Answer(status: .found).with(.location, uri + (uri.contains("?") ? "&" : "?") + query).notStored
    }
}
