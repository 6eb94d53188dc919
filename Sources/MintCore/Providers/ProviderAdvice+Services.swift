/// Auth0, Cognito and Google say what is wrong by an error and a phrase.
extension ProviderAdvice {
    /// Sources: threads of auth0/terraform-provider-auth0, auth0-python, ruby-auth0, node-auth0; Auth0's page on third-party
    /// applications.
    static let auth0: [Row] = [
        row(
            "access_denied", saying: "Service not enabled within domain",
            words:
                "Auth0 knows no API by the audience that was sent. `audience` must be the API's Identifier "
                + "(Applications → APIs), to "
                + "the last byte: --audience A. Without --audience it was {resource}."),
        row(
            "access_denied", saying: "Client is not authorized to access",
            words:
                "The application may not use this API. Authorize it: Applications → APIs → the API → Machine to "
                + "Machine "
                + "Applications, with the scopes that it needs (a \"client grant\")."),
        row(
            "access_denied", saying: "Unauthorized",
            words:
                "Auth0 says so to a wrong client secret, and to basic where the application is set to post (or the "
                + "other way round). "
                + "Check the secret; then try the other --auth-method."),
        row(
            "unauthorized_client", saying: "not allowed for the client",
            words:
                "The application may not use this grant: Applications → the application → Advanced Settings → Grant "
                + "Types → "
                + "Client Credentials. Only confidential applications can."),
        row(
            "unauthorized_client", .documented,
            words:
                "The application has no client grant for this API (Applications → APIs → the API → Machine to "
                + "Machine Applications), "
                + "or may not use this grant (Advanced Settings → Grant Types)."),
        row(
            "invalid_request", saying: "Missing required parameter: audience",
            words: "Auth0 wants the API's Identifier as audience: --audience A"),
    ]

    /// Sources: Amazon Cognito Developer Guide, token endpoint.
    static let cognito: [Row] = [
        row(
            "invalid_client", .documented,
            words:
                "The app client is unknown to this user pool, or its secret is wrong. Check that the domain belongs "
                + "to the pool in which "
                + "the app client is. Cognito takes id and secret as they are (--basic-encoding raw, unless it is set)."
        ),
        row(
            "unauthorized_client", .documented,
            words:
                "The app client may not use this grant. Client credentials need a client secret and that grant to "
                + "be allowed "
                + "(App clients → Login pages → OAuth grant types), and at least one custom scope."),
        row(
            "invalid_grant", .documented,
            words:
                "The refresh token was revoked or has ended, or the code was used or is another client's. Cognito "
                + "says so for a scope "
                + "of no resource server too. Log in again: `mintmark login`."),
        row(
            "invalid_scope", .documented,
            words:
                "Asked for: {scopes}. Scopes are written RESOURCE-SERVER/SCOPE (Branding → Domain → Resource "
                + "servers), and the app client "
                + "must be allowed each (App clients → Login pages → Custom scopes)."),
    ]

    /// Sources: Google's guides to OAuth 2.0 as quoted by others.
    static let google: [Row] = [
        row(
            "invalid_grant", saying: "Invalid JWT Signature",
            words:
                "The service account's key was deleted or belongs to another account. Make a new key (IAM → Service "
                + "accounts → Keys)."
        ),
        row(
            "invalid_grant", saying: "Invalid JWT: Token must be a short-lived token",
            words: "The assertion's times are wrong: check this machine's clock."),
        row(
            "invalid_grant", saying: "Invalid grant: account not found",
            words: "Google knows no such service account. Check its address, and that it was not deleted."),
        row(
            "invalid_grant", saying: "Token has been expired or revoked",
            words:
                "The refresh token has ended: revoked by the person, unused for six months, or 7 days old while the "
                + "app's publishing status "
                + "is Testing. Publish the app, then log in again: `mintmark login`."),
        row(
            "invalid_grant", saying: "Malformed auth code",
            words: "The code was damaged on its way: paste it whole, percent-decoded once."),
        row(
            "invalid_grant", saying: "Bad Request",
            words:
                "Google gives no reason. Known ones: the code was used before, the refresh token is revoked or too "
                + "old, or the redirect "
                + "address differs from the first request. Log in again: `mintmark login`."),
        row(
            "unauthorized_client",
            words:
                "A service account that acts for a person needs domain-wide delegation for exactly these scopes "
                + "({scopes}), given by a "
                + "Workspace administrator to its client id. Otherwise the client may not use this grant."),
        row(
            "unsupported_grant_type",
            words: "Google has no client credentials grant. A service account uses --grant jwt-bearer."),
        row(
            "redirect_uri_mismatch",
            words:
                "The redirect address is not registered for this client, to the last byte. A Desktop app client "
                + "takes any loopback port."
        ),
        row(
            "org_internal",
            words: "The app is for its own organization only (user type Internal): use an account of that organization."
        ),
        row(
            "disabled_client",
            words: "The client or the service account is disabled. Enable it in the Google Cloud console."),
        row(
            "deleted_client",
            words: "The client was deleted in the Google Cloud console. Make another, then log in again."),
        row(
            "invalid_scope",
            words:
                "Asked for: {scopes}. Google wants at least one scope, each by its full name "
                + "(https://www.googleapis.com/auth/…)."
        ),
    ]
}
