/// The curves that we sign on.
enum NISTCurve: Equatable {
    case p256, p384

    /// Octets of a coordinate and of a private scalar.
    var size: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        }
    }

    /// The curve's name in a JWK (RFC 7518 §6.2.1.1).
    var name: String {
        switch self {
        case .p256: "P-256"
        case .p384: "P-384"
        }
    }

    /// - Parameter parameters: RFC 5480's ECParameters. Curves written out in numbers are refused even where the numbers
    ///   are a named curve's: RFC 5480 §2.1.1 forbids them, and forged parameters have been an attack.
    init(parameters: DERElement) throws(SigningKeyError) {
        switch parameters.objectIdentifier {
        case "1.2.840.10045.3.1.7": self = .p256
        case "1.3.132.0.34": self = .p384
        case let other?: throw .unsupportedKey(ObjectIdentifiers.curveName(other))
        case nil:
            guard parameters.elements != nil else { throw .damaged("it names no curve") }
            throw .unsupportedFormat(.explicitCurve)
        }
    }

    init(name: String) throws(SigningKeyError) {
        switch name {
        case "P-256": self = .p256
        case "P-384": self = .p384
        default: throw .unsupportedKey("an EC key on \(name.plainLine(limit: 40))")
        }
    }

    /// A scalar at its full width: makers differ in whether they keep leading zeros. `nil` where it is too long.
    func padded(_ scalar: some Collection<UInt8>) -> [UInt8]? {
        let significant = scalar.drop { $0 == 0 }
        guard significant.count <= size else { return nil }
        return Array(repeating: 0, count: size - significant.count) + significant
    }
}
