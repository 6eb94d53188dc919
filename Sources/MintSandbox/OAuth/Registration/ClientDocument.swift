/// A client that is named by the URL of its metadata (CIMD, REG-4). Documents are put here by the control interface;
/// nothing is fetched.
enum ClientDocument {
    /// `nil` where the document breaks the rules: then there is no such client.
    static func client(at url: String, _ document: JSONValue) -> RegisteredClient? {
        guard WebAddress(url)?.isClientID == true, let object = document.object, object["client_id"]?.text == url,
            object["client_name"]?.text?.isEmpty == false, object["client_secret"] == nil
        else { return nil }
        let metadata = ClientMetadata(object)
        guard let client = try? metadata.client(id: url, defaultMethod: .none), !client.redirectURIs.isEmpty,
            // A document that all can read can share no secret.
            client.method == .none || client.method == .privateKeyJWT
        else { return nil }
        return client
    }
}
