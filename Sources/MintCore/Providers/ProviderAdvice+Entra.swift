/// Microsoft Entra ID says what is wrong by number (source: "Microsoft Entra authentication and authorization error codes",
/// https://login.microsoftonline.com/error?code=N).
extension ProviderAdvice {
    static let entra: [Row] = entraClient + entraScope + entraTenant + entraPolicy

    private static let entraClient: [Row] = [
        row(
            700_016, 700_011,
            words:
                "This tenant does not know the application. Check --client-id (the Application (client) ID, not an "
                + "object id), and "
                + "that the tenant in the endpoint's address is the one it is registered or consented in."),
        row(
            7_000_112, 70_001,
            words:
                "The application is disabled in this tenant (Enterprise applications → Properties → Enabled), or it "
                + "is not there."
        ),
        row(
            700_025,
            words:
                "The application is registered as a public client, which has no secret and no key (Authentication → "
                + "Allow public "
                + "client flows). A machine needs a confidential one."),
        row(
            7_000_215, 70_002,
            words:
                "The client secret is wrong. Most often the secret's ID was pasted in place of its Value: the Value "
                + "is shown once, "
                + "when the secret is made. Make a new one (App registrations → Certificates & secrets), then "
                + "`mintmark login SERVER --profile {profile} …`."),
        row(
            7_000_222,
            words: "The client secret has expired. Make a new one (App registrations → Certificates & secrets), then "
                + "`mintmark login SERVER --profile {profile} …`."),
        row(
            7_000_218,
            words:
                "The request carried no proof of the client. Give a secret (--client-secret-stdin), or check "
                + "--auth-method."
        ),
        row(
            7_000_229, confidence: .unverified,
            words:
                "The application has no service principal in this tenant: an administrator must consent to it there "
                + "first."
        ),
        row(
            700_027, 50_012,
            words:
                "The signature of the assertion was refused. Is the certificate of this key registered for the "
                + "application, and not "
                + "expired? Entra finds it by the thumbprint in the assertion (x5t#S256), which mintmark does not "
                + "send: "
                + "a client secret works."),
        row(
            700_023, confidence: .unverified,
            words: "Two things lead here:\n"
                + "  the assertion is addressed to somebody else: --assertion-audience endpoint\n"
                + "  the scope names no API: --scope \"api://…/.default\""),
        row(500_133, words: clock),
        row(700_024, confidence: .unverified, words: clock),
        row(
            70_021, 700_211, 700_212, 700_213, confidence: .unverified,
            words:
                "No federated credential of the application matches the token that was shown. Its issuer, subject "
                + "and audience must "
                + "be registered exactly so (App registrations → Certificates & secrets → Federated credentials)."),
    ]

    private static let entraScope: [Row] = [
        row(
            9_010_010, confidence: .unverified,
            words: "Entra finds that `resource` and `scope` do not go together. Several things lead here:\n"
                + "  the v2.0 endpoint takes no `resource`: --no-resource, and --scope \"API/.default\"\n"
                + "  the API's Application ID URI is not {resource} to the last byte (a final slash counts): use "
                + "the one under "
                + "Expose an API\n"
                + "  the API has no Application ID URI at all: its owner must set one"),
        row(
            901_002,
            words:
                "This endpoint does not take `resource`: --no-resource, and name the API in the scope: --scope "
                + "\"API/.default\""
        ),
        row(70_011, 28_002, 28_003, words: scope),
        row(1_002_012, confidence: .unverified, words: scope),
        row(700_022, words: severalAPIs),
        row(28_000, confidence: .unverified, words: severalAPIs),
        row(
            500_011, 50_001,
            words:
                "No API of that name is known in this tenant. Is the part before /.default its Application ID URI "
                + "to the last byte, "
                + "and has an administrator of this tenant consented to it? It may also be the wrong tenant."),
        row(
            650_057, 650_056,
            words:
                "The application does not list this API among its permissions, or nobody has consented to it (App "
                + "registrations → API "
                + "permissions → Add, then Grant admin consent)."),
        row(
            650_053, confidence: .unverified,
            words:
                "The API knows no such scope. Asked for: {scopes}. A scope without the API's name in front is "
                + "looked for in Microsoft "
                + "Graph: --scope \"api://…/SCOPE\""),
        row(
            65_001, 65_004, 90_094,
            words:
                "Nobody has consented. An administrator must grant the application's permissions (App registrations "
                + "→ API permissions "
                + "→ Grant admin consent)."),
    ]

    private static let entraTenant: [Row] = [
        row(
            90_002, 90_038,
            words:
                "There is no such tenant in this cloud. Check the tenant in the endpoint's address; other clouds "
                + "have other hosts "
                + "(login.microsoftonline.us, login.partner.microsoftonline.cn)."),
        row(50_059, 50_128, 90_019, words: noTenant),
        row(900_023, confidence: .unverified, words: noTenant),
        row(
            900_382, 900_432,
            words:
                "The tenant is in another cloud than this endpoint. Use that cloud's host (login.microsoftonline.us, "
                + "login.partner.microsoftonline.cn)."),
        row(
            50_194, 9_001_023, 90_124, 90_130,
            words: "This cannot be done at common, organizations or consumers: name the tenant in the address."),
        row(
            50_034, 50_020, 50_014, 51_004,
            words: "The account is not in this tenant. For a machine, use client credentials of an application."),
    ]

    private static let entraPolicy: [Row] = [
        row(
            53_003, 530_032, 50_131,
            words:
                "A Conditional Access policy blocks this. The sign-in log names it (Entra → Sign-in logs → Service "
                + "principal sign-ins); "
                + "this machine's address or the workload's risk may be the reason."),
        row(50_105, words: assignment),
        row(501_051, confidence: .unverified, words: assignment),
        row(
            50_196,
            words:
                "Entra stopped a loop: the same request came too often. Wait some minutes; is something else asking "
                + "for tokens with "
                + "this client?"),
        row(
            50_072, 50_074, 50_076, 50_079, 50_158,
            words: "A person must pass another step (multi-factor). Log in again: `mintmark login`."),
        row(
            70_008, 700_082, 700_084, 50_173, 70_043, 50_089, 54_005,
            words: "The refresh token or code has ended or was revoked. Log in again: `mintmark login`."),
        row(50_011, words: "The redirect address is not registered for the application, to the last byte."),
    ]

    // MARK: - Said of several numbers

    private static let clock = "The assertion is outside its time: check this machine's clock."
    private static let severalAPIs =
        "The scopes belong to more than one API. Asked for: {scopes}. One token is for one API."
    private static let scope =
        "The scope cannot be used. Asked for: {scopes}. A machine asks for one API's Application ID URI with "
        + "/.default: "
        + "--scope \"api://…/.default\""
    private static let noTenant =
        "The address names no tenant: it must hold its id or domain, https://login.microsoftonline.com/TENANT/…"
    private static let assignment =
        "The API wants its callers to be assigned: give the application one of the API's roles (Enterprise "
        + "applications → Users "
        + "and groups, or an app role with admin consent)."
}
