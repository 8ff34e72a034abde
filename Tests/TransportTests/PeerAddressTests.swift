import Testing
import Transport

@Suite struct PeerAddressTests {
    @Test(arguments: [
        "https://127.0.0.1:8400": "https://127.0.0.1:8400",
        "HTTPS://LocalHost": "https://localhost:443",
        "https://127.255.0.9/": "https://127.255.0.9:443",
        "https://[::1]:1/moso/hub-1/": "https://[::1]:1/moso/hub-1",
    ])
    func `an address is read into one form`(text: String, form: String) throws {
        let address = try PeerAddress(parsing: text)
        #expect(address.description == form)
        #expect(try PeerAddress(parsing: form) == address)
    }

    @Test(arguments: [
        ("", AddressFault.form), ("127.0.0.1:8400", .form), ("https:/127.0.0.1", .form),
        ("https://127.0.0.1 ", .form), ("https://127.0.0.1/\u{E9}", .form),
        ("https://127.0.0.1\r\n", .form),
        ("ftp://127.0.0.1", .scheme("ftp")), ("://127.0.0.1", .scheme("")),
        ("file:///etc/passwd", .scheme("file")),
        ("https://hub@127.0.0.1", .userInfo), ("https://127.0.0.1/@", .userInfo),
        ("https://127.0.0.1?x", .queryOrFragment), ("https://127.0.0.1/#x", .queryOrFragment),
        ("https://", .host("")), ("https://:80", .host("")), ("https://127.1", .host("127.1")),
        ("https://0177.0.0.1", .host("0177.0.0.1")), ("https://0x7f000001", .host("0x7f000001")),
        ("https://2130706433", .host("2130706433")), ("https://127.0.0.1.", .host("127.0.0.1.")),
        ("https://127.0.0.256", .host("127.0.0.256")), ("https://-a.example", .host("-a.example")),
        ("https://a..b", .host("a..b")), ("https://[::1", .host("[")),
        ("https://[::1%25eth0]", .host("[::1%25eth0]")), ("https://::1", .host("")),
        ("https://127.0.0.1:", .port("")), ("https://127.0.0.1:0", .port("0")),
        ("https://127.0.0.1:65536", .port("65536")), ("https://127.0.0.1:+80", .port("+80")),
        ("https://127.0.0.1:80:80", .port("80:80")), ("https://[::1]80", .host("[::1]80")),
        ("https://127.0.0.1//a", .path("//a")), ("https://127.0.0.1/a/../b", .path("/a/../b")),
        ("https://127.0.0.1/%2e", .path("/%2e")),
    ])
    func `whatever is not plain is refused with its reason`(text: String, fault: AddressFault) {
        #expect(throws: TransportError.addressRefused(fault)) { try PeerAddress(parsing: text) }
    }

    @Test(arguments: ["hub.moso.example", "127.0.0.1", "localhost", "[::1]", "10.0.0.1"])
    func `T01 nobody is called in the clear, not even this machine`(host: String) throws {
        for scheme in ["http", "HTTP"] {
            #expect(throws: TransportError.addressRefused(.inTheClear)) {
                try PeerAddress(parsing: "\(scheme)://\(host):8400")
            }
        }
        let address = try PeerAddress(parsing: "https://\(host):8400")
        #expect(address.description == "https://\(host):8400")
    }

    @Test func `a refusal says what is wrong and does not repeat a password`() {
        let error = #expect(throws: TransportError.self) {
            try PeerAddress(parsing: "https://anji:secret@127.0.0.1")
        }
        #expect(
            error?.description
                == "peer address refused: it must not contain a user name or a password")
    }
}
