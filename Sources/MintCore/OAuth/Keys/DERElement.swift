import SwiftASN1

/// A look into DER by asking: what is not of the shape asked for is `nil`. The parser refuses nesting beyond 50 levels.
struct DERElement {
    private let node: ASN1Node

    init?(_ bytes: some Sequence<UInt8>) {
        guard let node = try? DER.parse(Array(bytes)) else { return nil }
        self.node = node
    }

    private init(_ node: ASN1Node) { self.node = node }

    /// The elements of a SEQUENCE.
    var elements: [DERElement]? { node.identifier == .sequence ? children : nil }

    var octets: ArraySlice<UInt8>? { node.identifier == .octetString ? content : nil }

    /// The whole octets of a BIT STRING.
    var bits: ArraySlice<UInt8>? {
        (try? ASN1BitString(derEncoded: node)).flatMap { $0.paddingBits == 0 ? $0.bytes : nil }
    }

    /// A whole number from zero up.
    var integer: Int? { (try? Int(derEncoded: node)).flatMap { $0 >= 0 ? $0 : nil } }

    var isInteger: Bool { node.identifier == .integer }

    /// A positive number, big-endian, without leading zero octets.
    var magnitude: ArraySlice<UInt8>? {
        guard node.identifier == .integer, let content, let first = content.first, first < 0x80 else { return nil }
        let significant = content.drop { $0 == 0 }
        return significant.isEmpty ? nil : significant
    }

    /// An object identifier as dotted numbers; one that is absurdly long is none.
    var objectIdentifier: String? {
        guard node.encodedBytes.count <= 64 else { return nil }
        return (try? ASN1ObjectIdentifier(derEncoded: node)).map { "\($0)" }
    }

    /// What lies inside an explicit tag (`[number] { … }`).
    func tagged(_ number: UInt) -> DERElement? {
        guard node.identifier == ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific) else { return nil }
        return children?.first
    }

    /// The content of an implicitly tagged BIT STRING of whole octets.
    func taggedBits(_ number: UInt) -> ArraySlice<UInt8>? {
        guard node.identifier == ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific),
            let content, content.first == 0
        else { return nil }
        return content.dropFirst()
    }

    private var content: ArraySlice<UInt8>? {
        if case .primitive(let content) = node.content { content } else { nil }
    }

    private var children: [DERElement]? {
        if case .constructed(let nodes) = node.content { nodes.map(DERElement.init) } else { nil }
    }
}
