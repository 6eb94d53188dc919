/// The fields of a login, whatever the step.
enum LoginField {
    static let server: FieldID = "server"
    static let more: FieldID = "more"
    static let issuer: FieldID = "issuer"
    static let tokenEndpoint: FieldID = "token-endpoint"
    static let authorizationEndpoint: FieldID = "authorization-endpoint"
    static let deviceEndpoint: FieldID = "device-endpoint"
    static let caFile: FieldID = "ca-file"
    static let legacy: FieldID = "legacy-discovery"
    static let trust: FieldID = "trust"
    static let withoutDiscovery: FieldID = "without-discovery"

    static let grant: FieldID = "grant"
    static let method: FieldID = "method"

    static let clientID: FieldID = "client-id"
    static let metadataURL: FieldID = "client-metadata-url"
    static let source: FieldID = "source"
    static let secret: FieldID = "secret"
    static let path: FieldID = "path"
    static let passphrase: FieldID = "passphrase"
    static let algorithm: FieldID = "algorithm"
    static let makeKey: FieldID = "make-key"
    static let savePath: FieldID = "save-path"
    static let saveKey: FieldID = "save-key"
    static let token: FieldID = "token"
    static let tokenEnd: FieldID = "token-end"
    static let assertionKind: FieldID = "assertion-kind"
    static let assertion: FieldID = "assertion"
    static let idpEndpoint: FieldID = "idp-token-endpoint"
    static let idpClientID: FieldID = "idp-client-id"
    static let idpSecretKind: FieldID = "idp-secret-kind"
    static let idpSecret: FieldID = "idp-secret"
    static let subjectKind: FieldID = "subject-kind"
    static let subject: FieldID = "subject"
    static let subjectType: FieldID = "subject-type"
    static let browser: FieldID = "browser"
    static let redirectURI: FieldID = "redirect-uri"

    static let scopes: FieldID = "scopes"
    static let moreScopes: FieldID = "more-scopes"
    static let resource: FieldID = "resource"
    static let differences: FieldID = "differences"
    static let audience: FieldID = "audience"
    static let basicEncoding: FieldID = "basic-encoding"
    static let assertionAudience: FieldID = "assertion-audience"
    static let assertionType: FieldID = "assertion-type"
    static let keyID: FieldID = "key-id"
    static let parameters: FieldID = "parameters"
    static let dpop: FieldID = "dpop"

    static let store: FieldID = "store"
    static let unlock: FieldID = "unlock"

    static let goOn: FieldID = "go-on"
    static let tryAgain: FieldID = "try-again"
    /// What the browser ended at; it holds a code, so it is handled as a secret.
    static let answer = FieldID.pastedRedirect

    static let name: FieldID = "name"
    static let tags: FieldID = "tags"
    static let note: FieldID = "note"
    static let secretEnd: FieldID = "secret-end"

    /// What the credential is made of: whatever was read is to be read anew when one of them changes.
    static let ofCredential: Set<FieldID> = [
        source, secret, path, passphrase, algorithm, token, clientID, grant, method,
    ]
    /// What has no part in what a server sees.
    static let ofNaming: Set<FieldID> = [name, tags, note, secretEnd, store, savePath, differences, more, answer]
}
