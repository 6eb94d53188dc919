import FoundationEssentials

/// One block of textual encoding (RFC 7468), with the headers of its ancestor (RFC 1421) noticed.
struct PEMBlock {
    var label: String
    /// `Proc-Type: 4,ENCRYPTED`: what OpenSSL wrote before PKCS#8.
    var isLegacyEncrypted = false
    var body: [UInt8] = []

    /// The blocks of a file in order; text around them, which `openssl pkcs12` writes, is passed over.
    ///
    /// - Returns: `nil` where no block begins.
    static func blocks(in bytes: [UInt8]) throws(SigningKeyError) -> [PEMBlock]? {
        var blocks: [PEMBlock] = []
        var open: PEMBlock?
        var base64: [UInt8] = []
        var sawBegin = false
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).map(\.trimmed) {
            if line.starts(with: begin) {
                sawBegin = true
                guard open == nil else { throw .damaged("a PEM block begins inside another") }
                guard let label = label(of: line, after: begin) else { throw .damaged("its PEM line breaks are lost") }
                open = PEMBlock(label: label)
                base64 = []
            } else if open != nil, line.starts(with: end) {
                guard var block = open, label(of: line, after: end) == block.label else {
                    throw .damaged("its BEGIN and END lines differ")
                }
                block.body = try decoded(base64)
                blocks.append(block)
                open = nil
            } else if open != nil, line.contains(UInt8(ascii: ":")) {
                if line.starts(with: "Proc-Type:".utf8), line.suffix(9).elementsEqual("ENCRYPTED".utf8) {
                    open?.isLegacyEncrypted = true
                }
            } else if open != nil {
                base64 += line
            }
        }
        guard open == nil else { throw .damaged("its END line is missing") }
        return sawBegin ? blocks : nil
    }

    private static let begin = Array("-----BEGIN ".utf8), end = Array("-----END ".utf8), dashes = Array("-----".utf8)

    private static func label(of line: ArraySlice<UInt8>, after start: [UInt8]) -> String? {
        let rest = line.dropFirst(start.count)
        guard rest.count > dashes.count, rest.suffix(dashes.count).elementsEqual(dashes) else { return nil }
        let label = rest.dropLast(dashes.count)
        return label.count <= 64 && !label.contains(UInt8(ascii: "-")) ? String(decoding: label, as: UTF8.self) : nil
    }

    private static func decoded(_ base64: [UInt8]) throws(SigningKeyError) -> [UInt8] {
        guard let data = Data(base64Encoded: Data(base64)), !data.isEmpty else {
            throw .damaged("its text is not Base64")
        }
        return Array(data)
    }
}

extension [PEMBlock] {
    /// The DER of the only private key.
    func privateKey() throws(SigningKeyError) -> [UInt8] {
        let own = filter { $0.label.contains("PRIVATE KEY") }
        guard own.count <= 1 else { throw .severalKeys(own.count) }
        guard let block = own.first else { throw withoutPrivateKey }
        switch block.label {
        case "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY":
            guard !block.isLegacyEncrypted else { throw .legacyEncryption }
            return block.body
        case "DSA PRIVATE KEY": throw .unsupportedKey("a DSA key")
        case "OPENSSH PRIVATE KEY": throw .unsupportedFormat(.openSSH)
        case "PGP PRIVATE KEY BLOCK": throw .unsupportedFormat(.openPGP)
        default: throw .notAKey
        }
    }

    private var withoutPrivateKey: SigningKeyError {
        let labels = map(\.label)
        if labels.contains(where: { $0.hasSuffix("PUBLIC KEY") }) { return .publicOnly(.publicKey) }
        if labels.contains(where: { $0.hasSuffix("CERTIFICATE REQUEST") }) { return .publicOnly(.certificateRequest) }
        if labels.contains(where: { $0.hasSuffix("CERTIFICATE") }) { return .publicOnly(.certificate) }
        return .notAKey
    }
}
