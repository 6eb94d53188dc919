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
            ("https://localhost.evil.com", .publicOrNamed),
        ] as [(String, AddressRange)])
    func `every spelling is told apart (NET-4)`(url: String, range: AddressRange) throws {
        #expect(AddressRange(of: try #require(HTTPURL(url))) == range)
    }
}
