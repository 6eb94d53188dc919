/// Okta and Keycloak say what is wrong by an error and a phrase.
extension ProviderAdvice {
    /// Sources: Okta support articles on invalid_client, on the organization server, on no_matching_policy; developer guides.
    static let okta: [Row] = [
        row(
            "invalid_client", saying: "must use the private_key_jwt", .documented,
            words:
                "This is Okta's organization server, which takes only a signed assertion. Give the application a "
                + "public key "
                + "(General → Client Credentials → Public key / Private key) and log in with --client-key, or use a "
                + "custom "
                + "authorization server: --issuer https://…/oauth2/default"),
        row(
            "invalid_client", saying: "The client secret supplied for a confidential client is invalid", .documented,
            words:
                "The client secret is wrong, expired or revoked. Make a new one (the application → General → Client "
                + "secrets), then "
                + "`mintmark login SERVER --profile {profile} …`."),
        row(
            "invalid_client", saying: "Invalid value for 'client_id' parameter", .documented,
            words:
                "This Okta organization knows no such client. Check --client-id, and that the issuer's host is the "
                + "organization that the "
                + "application is in."),
        row(
            "invalid_client", saying: "The audience claim for client_assertion must be",
            words:
                "The assertion is addressed to somebody else. Okta wants the token endpoint: --assertion-audience "
                + "endpoint"
        ),
        row(
            "invalid_client", saying: "The client_assertion",
            words:
                "The assertion was refused. Is the public key registered for the application, under this kid "
                + "(--key-id), and does this "
                + "machine's clock agree?"),
        row(
            "invalid_scope", saying: "Cannot request 'openid' scopes using client credentials",
            words:
                "Okta gives no openid scope to machines. Name a custom scope of the authorization server: --scope \"…\""
        ),
        row(
            "invalid_scope", saying: "Custom scopes are not allowed for this request",
            words:
                "The organization server grants only okta.* scopes. Use a custom authorization server: --issuer "
                + "https://…/oauth2/default"
        ),
        row(
            "invalid_scope", .documented,
            words:
                "Asked for: {scopes}. Okta wants at least one scope that exists in this authorization server "
                + "(Security → API → the server → "
                + "Scopes) and that its access policy grants to this client: --scope \"…\""),
        row(
            "access_denied", saying: "Policy evaluation failed", .documented,
            words: noMatchingPolicy),
        row("no_matching_policy", .documented, words: noMatchingPolicy),
        row(
            "unauthorized_client",
            words:
                "The application may not use this grant: the application → General → Grant type → Client Credentials."),
    ]

    private static let noMatchingPolicy =
        "No access policy of the authorization server fits (no_matching_policy). Under Security → API → the server "
        + "→ Access Policies, "
        + "a policy must be assigned to this client, with a rule that allows Client Credentials and every scope "
        + "asked for: "
        + "{scopes}."

    /// Sources: Keycloak's own messages as reported in its threads; peers G1, G8.
    static let keycloak: [Row] = [
        row(
            "unauthorized_client", saying: "Client not enabled to retrieve service account",
            words:
                "The client has no service account. Switch it on: Clients → the client → Settings → Capability "
                + "config → Client "
                + "authentication, and Service accounts roles."),
        row(
            "unauthorized_client", saying: "Invalid client or Invalid client credentials", .unverified,
            words: clientIsWrong),
        row(
            "invalid_client", saying: "Invalid client or Invalid client credentials", .unverified, words: clientIsWrong),
        row(
            "invalid_client", saying: "Invalid token audience",
            words:
                "The assertion is addressed to somebody else. Newer Keycloak wants the realm's issuer alone, older "
                + "the token endpoint: "
                + "--assertion-audience issuer, or endpoint"),
        row(
            "invalid_client", saying: "Unable to load public key",
            words:
                "Keycloak has no key for this assertion. Put the public key under Clients → the client → Keys (JWKS "
                + "URL or a "
                + "certificate), under this kid (--key-id)."),
        row(
            "unauthorized_client", saying: "Public client not allowed to retrieve service account",
            words:
                "The client is public. Switch on Client authentication (Clients → the client → Settings → "
                + "Capability config)."
        ),
        row(
            "unauthorized_client",
            words: "The client may not use this grant. For machines switch on Service accounts roles."),
        row(
            "invalid_scope",
            words:
                "Asked for: {scopes}. Each must be a client scope that the client has (Clients → the client → "
                + "Client scopes), as default or "
                + "optional."),
        row("invalid_target", .unverified, words: audienceRecipe),
        row("invalid_token", words: "The token was refused; a wrong audience is the usual reason.\n" + audienceRecipe),
        row(
            "access_denied", saying: "Requested audience not available",
            words: audienceRecipe),
    ]

    private static let clientIsWrong =
        "The client id or the secret is wrong, or the client is disabled or in another realm. Check the realm in "
        + "the issuer's "
        + "address and Clients → the client → Credentials; with a key, that its Client Authenticator is Signed JWT. "
        + "Then "
        + "`mintmark login SERVER --profile {profile} …`."

    /// How Keycloak comes to name a server in `aud` (peers G8).
    static let audienceRecipe =
        "Keycloak names a server in `aud` only by a mapper:\n"
        + "  Clients → the client → Client scopes → its -dedicated scope → Add mapper → By configuration → Audience\n"
        + "  Included Custom Audience: {resource}\n"
        + "  Add to access token: On"
}
