import MintCore
import Testing

@Suite struct AddressRangeTests {
    @Test(
        arguments: [
            ("http://localhost", .loopback), ("http://127.0.0.1", .loopback), ("https://127.1", .loopback),
            ("https://0x7f.1", .loopback),
            ("https://0177.0.0.1", .loopback), ("https://[::1]", .loopback), ("https://[::ffff:127.0.0.1]", .loopback),
            ("https://a.localhost", .loopback), ("https://0.0.0.0", .loopback), ("https://169.254.169.254", .linkLocal),
            ("https://[fe80::1]", .linkLocal), ("https://10.1.2.3", .privateNetwork),
            ("https://172.16.0.1", .privateNetwork),
            ("https://172.32.0.1", .publicOrNamed), ("https://192.168.0.1", .privateNetwork),
            ("https://[fd00::1]", .privateNetwork),
            ("https://8.8.8.8", .publicOrNamed), ("https://m.example", .publicOrNamed),
            ("https://localhost.evil.com", .publicOrNamed), ("https://127.0.0.1.nip.io", .publicOrNamed),
            ("https://localhost.", .loopback), ("https://a.localhost.", .loopback), ("https://[::]", .loopback),
            ("https://[::127.0.0.1]", .loopback), ("https://[64:ff9b::169.254.169.254]", .linkLocal),
            ("https://[2002:a00:1::]", .privateNetwork), ("https://[2001:db8::1]", .publicOrNamed),
            ("https://[fec0::1]", .privateNetwork), ("https://[ff02::1]", .linkLocal),
            ("https://224.0.0.1", .linkLocal),
            ("https://255.255.255.255", .privateNetwork), ("https://192.0.0.8", .privateNetwork),
            ("https://192.0.1.8", .publicOrNamed), ("https://198.19.0.1", .privateNetwork),
            ("https://100.64.0.1", .privateNetwork), ("https://[::ffff:a9fe:a9fe]", .linkLocal),
            ("https://2130706433", .loopback), ("https://0x7f000001", .loopback), ("https://1.1", .publicOrNamed),
        ] as [(String, AddressRange)])
    func `every spelling is told apart (NET-4)`(url: String, range: AddressRange) throws {
        #expect(AddressRange(of: try #require(HTTPURL(url))) == range)
    }

    @Test(
        arguments: [
            ("127.0.0.1", .loopback), ("10.0.0.1", .privateNetwork), ("::1", .loopback), ("fe80::1", .linkLocal),
            ("93.184.216.34", .publicOrNamed), ("as.example", nil), ("", nil), ("[::1]", nil), ("1.2.3.4.5", nil),
        ] as [(String, AddressRange?)])
    func `a resolved address has a range, a name has none`(address: String, range: AddressRange?) {
        #expect(AddressRange(address: address) == range)
    }
}
