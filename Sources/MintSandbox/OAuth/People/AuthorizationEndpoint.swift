internal import HTTPTypes

/// Where the browser is sent (RFC 6749 §3.1). Headless as a rule: the person is logged in, and answers at once.
struct AuthorizationEndpoint: Sendable {
    let layout: Layout
    let world: World

    func respond(_ request: IncomingRequest) -> Answer {
        switch request.method {
        case .get: ask(request.query ?? "")
        case .post: decide(request)
        default: .methodNotAllowed([.get, .post])
        }
    }

    private func ask(_ query: String) -> Answer {
        world.update { state in
            let request: AuthorizationRequest
            do throws(AuthorizationRequest.Refusal) {
                request = try AuthorizationRequest(query, layout, state)
            } catch {
                switch error {
                case .page(let text): return Page.notice(text, status: .badRequest)
                case .redirect(let redirect, let error): return redirect.error(error, layout, state.consent)
                }
            }
            switch state.consent.mode {
            case .approve: return approve(request, &state)
            case .deny: return deny(request, state)
            case .ask:
                let name = state[layout.authority].consents.keep(request)
                return Page.consent(
                    client: request.client, scopes: request.reach.scopes, action: layout.authorizationEndpoint,
                    fields: [("request", name)]
                ).from(request.client)
            }
        }
    }

    /// A button of the page, pressed.
    private func decide(_ request: IncomingRequest) -> Answer {
        guard let form = try? FormBody(request.body), let name = form["request"] else {
            return Page.notice("The form is not one of this server's", status: .badRequest)
        }
        return world.update { state in
            guard let request = state[layout.authority].consents.take(name) else {
                return Page.notice("This was answered before, or is too old", status: .badRequest)
            }
            return form["decision"] == "approve" ? approve(request, &state) : deny(request, state)
        }
    }

    private func approve(_ request: AuthorizationRequest, _ state: inout SandboxState) -> Answer {
        let now = state.now
        let code = AuthorizationCode(request: request, subject: state.consent.user, issued: now)
        let name = state[layout.authority].codes.keep(code, now: now)
        return request.redirect.code(name, layout, state.consent).from(request.client)
    }

    private func deny(_ request: AuthorizationRequest, _ state: SandboxState) -> Answer {
        request.redirect.error(OAuthError(.accessDenied, "the person said no"), layout, state.consent)
            .from(request.client)
    }
}
