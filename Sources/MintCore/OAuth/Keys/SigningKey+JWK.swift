import SwiftASN1

extension SigningKey {
    /// Reads a private JWK (RFC 7517, RFC 7518 §6.2.2 and §6.3.2, RFC 8037 §2); its public members must fit the private.
    init(jwk members: [String: JSONValue]) throws(SigningKeyError) {
        if let use = members["use"]?.text, use != "sig" { throw .unsupportedKey("a key for encryption (use: enc)") }
        let material: Material
        switch members["kty"]?.text {
        case "EC": material = try Material(ecJWK: members)
        case "OKP": material = try Material(okpJWK: members)
        case "RSA": material = try Material(rsaJWK: members)
        case "oct": throw .symmetricKey
        case let type?: throw .unsupportedKey("a JWK of type \(type.plainLine(limit: 40))")
        case nil: throw .notAKey
        }
        var algorithm: SigningAlgorithm?
        if let name = members["alg"]?.text {
            algorithm = SigningAlgorithm(argument: name)
            guard let algorithm, material.kind.algorithms.contains(algorithm) else {
                throw .algorithmUnfit(name.plainLine(limit: 40), material.kind)
            }
        }
        try self.init(material, algorithm: algorithm, keyID: members["kid"]?.text)
    }
}

extension SigningKey.Material {
    fileprivate init(ecJWK members: [String: JSONValue]) throws(SigningKeyError) {
        let curve = try NISTCurve(name: members["crv"]?.text ?? "an unnamed curve")
        let scalar = try members.octets("d")
        guard let x = curve.padded(try members.octets("x")), let y = curve.padded(try members.octets("y")) else {
            throw .damaged("its coordinates are too long for its curve")
        }
        try self.init(curve, scalar: scalar, publicKey: [0x04] + x + y)
    }

    fileprivate init(okpJWK members: [String: JSONValue]) throws(SigningKeyError) {
        let curve = members["crv"]?.text ?? "an unnamed curve"
        guard curve == "Ed25519" else { throw .unsupportedKey("a key on \(curve.plainLine(limit: 40))") }
        try self.init(ed25519: try members.octets("d"), publicKey: try members.octets("x"))
    }

    /// Puts the numbers into PKCS#1 (RFC 8017 §A.1.2), whose reader checks that they fit together. The five numbers beside
    /// `d` are asked for (RFC 7518 §6.3.2 demands all or none): factoring the modulus out of `d` may never end.
    fileprivate init(rsaJWK members: [String: JSONValue]) throws(SigningKeyError) {
        guard members["oth"] == nil else { throw .unsupportedKey("an RSA key of more than two primes") }
        var numbers: [ArraySlice<UInt8>] = []
        for name in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
            let number = try members.octets(name).drop { $0 == 0 }
            guard !number.isEmpty else { throw .damaged("its member \(name) is zero") }
            numbers.append(number)
        }
        var serializer = DER.Serializer()
        serializer.appendConstructedNode(identifier: .sequence) { sequence in
            for number in [[0]] + numbers {
                sequence.appendPrimitiveNode(identifier: .integer) { bytes in
                    if let first = number.first, first >= 0x80 { bytes.append(0) }
                    bytes += number
                }
            }
        }
        let der = serializer.serializedBytes
        guard let root = DERElement(der), let shape = RSAPrivateNumbers(root) else {
            throw .damaged("its RSA numbers do not read")
        }
        try self.init(pkcs1: der[...], shape)
    }
}

extension [String: JSONValue] {
    fileprivate func octets(_ name: String) throws(SigningKeyError) -> [UInt8] {
        guard let text = self[name]?.text else { throw .damaged("it has no member \(name)") }
        guard let octets = Base64URL.decode(text), !octets.isEmpty else {
            throw .damaged("its member \(name) is not base64url")
        }
        return octets
    }
}
