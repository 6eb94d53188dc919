internal import Crypto

/// A public JSON Web Key (RFC 7517, 7518 §6, 8037): the three families that client assertions use.
struct JSONWebKey: Sendable, Hashable, Codable {
    var kty: String
    var crv: String?
    var x: String?
    var y: String?
    var n: String?
    var e: String?
    var kid: String?
    var alg: String?
    var use: String?

    enum Refusal: Error, Equatable {
        case notAnObject
        case unknownType
        case privateMember
        case missingMember
    }

    /// Reads a public key and refuses one that carries a private or symmetric member (RO-10).
    static func publicKey(_ value: JSONValue) throws(Refusal) -> JSONWebKey {
        guard let members = value.object else { throw .notAnObject }
        guard ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].allSatisfy({ members[$0] == nil }) else {
            throw .privateMember
        }
        let key = JSONWebKey(
            kty: members["kty"]?.text ?? "", crv: members["crv"]?.text, x: members["x"]?.text, y: members["y"]?.text,
            n: members["n"]?.text, e: members["e"]?.text, kid: members["kid"]?.text, alg: members["alg"]?.text,
            use: members["use"]?.text)
        guard ["EC", "OKP", "RSA"].contains(key.kty) else { throw .unknownType }
        guard key.thumbprint != nil else { throw .missingMember }
        return key
    }

    /// SHA-256 over the required members in lexicographic order (RFC 7638); `nil` where one is missing.
    var thumbprint: String? {
        let members: JSONValue
        switch (kty, crv, x, y, n, e) {
        case ("EC", let crv?, let x?, let y?, _, _):
            members = .object(["crv": .string(crv), "kty": .string(kty), "x": .string(x), "y": .string(y)])
        case ("OKP", let crv?, let x?, _, _, _):
            members = .object(["crv": .string(crv), "kty": .string(kty), "x": .string(x)])
        case ("RSA", _, _, _, let n?, let e?):
            members = .object(["e": .string(e), "kty": .string(kty), "n": .string(n)])
        default: return nil
        }
        return Base64URL.encode(SHA256.hash(data: members.bytes))
    }

    /// The name under which an assertion finds this key: its own, else its thumbprint (JA-11).
    var effectiveID: String? { kid ?? thumbprint }

    var json: JSONValue {
        let members: [(String, String?)] = [
            ("kty", kty), ("crv", crv), ("x", x), ("y", y), ("n", n), ("e", e), ("kid", kid), ("alg", alg),
            ("use", use),
        ]
        return .object(
            members.reduce(into: [:]) { object, member in object[member.0] = member.1.map(JSONValue.string) })
    }
}
