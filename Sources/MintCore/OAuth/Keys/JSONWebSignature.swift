/// The compact serialization of a signed JSON object (RFC 7515 §3.1, §7.1).
enum JSONWebSignature {
    /// - Parameter header: Without `alg`, which is set here.
    static func compact(
        header: [String: JSONValue], payload: [String: JSONValue], key: SigningKey, algorithm: SigningAlgorithm,
        algorithmName: String
    ) throws(SigningKeyError) -> Secret {
        var header = header
        header["alg"] = .string(algorithmName)
        var text = Base64URL.encoded(JSONValue.object(header).serialized().utf8)
        text.append(UInt8(ascii: "."))
        text += Base64URL.encoded(JSONValue.object(payload).serialized().utf8)
        let signature = try key.signature(over: text, algorithm: algorithm)
        text.append(UInt8(ascii: "."))
        text += Base64URL.encoded(signature)
        return Secret(text)
    }
}
