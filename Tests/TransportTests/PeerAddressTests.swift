import Testing
import Transport

@Suite struct PeerAddressTests {
    @Test(arguments: [
        "http://127.0.0.1:8400": "http://127.0.0.1:8400",
        "HTTP://LocalHost": "http://localhost:80",
        "https://127.255.0.9/": "https://127.255.0.9:443",
        "http://[::1]:1/moso/hub-1/": "http://[::1]:1/moso/hub-1",
    ])
    func `an address of this machine is read into one form`(text: String, form: String) throws {
        let address = try PeerAddress(parsing: text)
        #expect(address.description == form)
        #expect(try PeerAddress(parsing: form) == address)
    }

    @Test(arguments: [
        ("", AddressFault.form), ("127.0.0.1:8400", .form), ("http:/127.0.0.1", .form),
        ("http://127.0.0.1 ", .form), ("http://127.0.0.1/\u{E9}", .form),
        ("http://127.0.0.1\r\n", .form),
        ("ftp://127.0.0.1", .scheme("ftp")), ("://127.0.0.1", .scheme("")),
        ("file:///etc/passwd", .scheme("file")),
        ("http://hub@127.0.0.1", .userInfo), ("http://127.0.0.1/@", .userInfo),
        ("http://127.0.0.1?x", .queryOrFragment), ("http://127.0.0.1/#x", .queryOrFragment),
        ("http://", .host("")), ("http://:80", .host("")), ("http://127.1", .host("127.1")),
        ("http://0177.0.0.1", .host("0177.0.0.1")), ("http://0x7f000001", .host("0x7f000001")),
        ("http://2130706433", .host("2130706433")), ("http://127.0.0.1.", .host("127.0.0.1.")),
        ("http://127.0.0.256", .host("127.0.0.256")), ("http://-a.example", .host("-a.example")),
        ("http://a..b", .host("a..b")), ("http://[::1", .host("[")),
        ("http://[::1%25eth0]", .host("[::1%25eth0]")), ("http://::1", .host("")),
        ("http://127.0.0.1:", .port("")), ("http://127.0.0.1:0", .port("0")),
        ("http://127.0.0.1:65536", .port("65536")), ("http://127.0.0.1:+80", .port("+80")),
        ("http://127.0.0.1:80:80", .port("80:80")), ("http://[::1]80", .host("[::1]80")),
        ("http://127.0.0.1//a", .path("//a")), ("http://127.0.0.1/a/../b", .path("/a/../b")),
        ("http://127.0.0.1/%2e", .path("/%2e")),
    ])
    func `whatever is not plain is refused with its reason`(text: String, fault: AddressFault) {
        #expect(throws: TransportError.addressRefused(fault)) { try PeerAddress(parsing: text) }
    }

    @Test(arguments: [
        "hub.moso.example", "10.0.0.1", "0.0.0.0", "128.0.0.1", "[::]", "[::2]",
        "[::ffff:127.0.0.1]", "localhost.example", "127.0.0.1.example",
    ])
    func `another machine is reached encrypted or not at all`(host: String) throws {
        #expect(throws: TransportError.addressRefused(.notLoopback(host))) {
            try PeerAddress(parsing: "http://\(host):8400")
        }
        let address = try PeerAddress(parsing: "https://\(host):8400")
        #expect(address.isEncrypted && address.description == "https://\(host):8400")
    }

    @Test func `a refusal says what is wrong and does not repeat a password`() {
        let error = #expect(throws: TransportError.self) {
            try PeerAddress(parsing: "http://anji:secret@127.0.0.1")
        }
        #expect(
            error?.description
                == "peer address refused: it must not contain a user name or a password")
    }
}
