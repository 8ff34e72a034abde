import Testing

@testable import Wire

@Suite struct CertificateTests {
    private let key: SigningKey
    private let other: SigningKey
    /// 2026-11-26T05:11:37Z
    private let now: Int64 = 1_795_669_897

    init() throws {
        key = try #require(SigningKey(seed: [UInt8](repeating: 3, count: 32)))
        other = try #require(SigningKey(seed: [UInt8](repeating: 4, count: 32)))
    }

    /// Checked with `openssl x509 -text` and `openssl verify -partial_chain`, and written down in
    /// docs/formats/certificate.md.
    @Test func `the certificate of a key and a time is the one of the document`() {
        let certificate = SiteCertificate(of: key, nowSeconds: now)
        #expect(certificate.der.hex == CertificateTests.golden)
    }

    @Test
    func
        `it holds from a day before to thirty days after, and is due at a third or when the clock goes back`()
    {
        let certificate = SiteCertificate(of: key, nowSeconds: now)
        let day: Int64 = 86_400
        #expect(certificate.validSeconds == now - day...now + 30 * day)
        for (at, isDue) in [
            (now, false), (now + 10 * day - 1, false), (now + 10 * day, true),
            (now + 40 * day, true),
            (now - 300, false), (now - 301, true), (now - day, true), (now - day - 1, true),
        ] {
            #expect(certificate.isDue(nowSeconds: at) == isDue, "\(at - now)")
        }
    }

    @Test func `a site vouches for its peer's key under the issuer's name that the peer writes`() {
        let anchor = SiteCertificate.anchor(for: key.publicKey, vouchedBy: other, nowSeconds: now)
        let leaf = SiteCertificate(of: key, nowSeconds: now)
        let name = DER.name(String(key.publicKey.hostName.prefix(28)))
        #expect(anchor.der.count(of: name) == 1 && leaf.der.count(of: name) == 1)
        #expect(anchor.der.count(of: key.publicKey.bytes) == 1)
        #expect(anchor.der.count(of: other.publicKey.bytes) == 0)
    }

    @Test func `a key is found again in what certificates carry of it, and no other is`() {
        let info = key.publicKey.subjectPublicKeyInfo
        #expect(PublicKey(subjectPublicKeyInfo: info) == key.publicKey)
        #expect(PublicKey(subjectPublicKeyInfo: info + [0]) == nil)
        #expect(PublicKey(subjectPublicKeyInfo: Array(info.dropLast())) == nil)
        for bit in 0..<96 {
            #expect(PublicKey(subjectPublicKeyInfo: info.flipping(bit: bit)) == nil)
        }
    }

    @Test(arguments: [
        (-1, "170d3730303130313030303030305a"), (951_782_400, "170d3030303232393030303030305a"),
        (2_524_607_999, "170d3439313233313233353935395a"),
        (2_524_608_000, "180f32303530303130313030303030305a"),
        (4_107_542_399, "180f32313030303232383233353935395a"),
        (4_107_542_400, "180f32313030303330313030303030305a"),
        (Int64.max, "180f39393939313233313233353935395a"),
    ])
    func `times are written as the standard wants them, to the end of its calendar`(
        seconds: Int64, bytes: String
    ) {
        #expect(DER.time(seconds).hex == bytes)
    }

    private static let golden = [UInt8](
        hex: """
            3082018e30820140a00302010202105dd8ffa1fcfba038f346b625e4079a11300506032b65703027
            3125302306035504030c1c70727138637a7832796378667772706e74747270386267703437616d30
            1e170d3236313132353035313133375a170d3236313232363035313133375a303431323030060355
            04030c2970727138637a7832796378667772706e74747270386267703437616d2e6d6f736f2e696e
            76616c6964302a300506032b6570032100ed4928c628d1c2c6eae90338905995612959273a5c63f9
            3636c14614ac8737d1a3753073300c0603551d130101ff04023000300e0603551d0f0101ff040403
            020780301d0603551d250416301406082b0601050507030106082b0601050507030230340603551d
            11042d302b822970727138637a7832796378667772706e74747270386267703437616d2e6d6f736f
            2e696e76616c6964300506032b6570034100646c2b519bec59752af5fd54d30f67df16d608c30fca
            cc325594ce933b6fd26fc6e737f3b748890f0f8096db20060ba54fa51c303da1638ce24467ae870d
            5208
            """
    ).hex
}

extension [UInt8] {
    /// How often `part` occurs.
    fileprivate func count(of part: [UInt8]) -> Int {
        indices.count { self[$0...].starts(with: part) }
    }
}
