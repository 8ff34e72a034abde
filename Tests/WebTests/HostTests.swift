import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import Testing
import Web
import Workflows

@Suite("Only the names under which we are meant to be called are answered")
struct HostTests {
    let hosts = HostList(listening: "127.0.0.2")

    @Test(
        arguments: [
            "localhost", "LOCALHOST:7420", "127.0.0.1", "127.0.0.1:7420", "[::1]:7420", "[::1]",
            "127.0.0.2:80",
        ])
    func `a name of this machine is answered`(_ host: String) { #expect(hosts.allows(host)) }

    @Test(
        arguments: [
            "attacker.test", "attacker.test:7420", "localhost.attacker.test", "localhost.", "",
            "127.0.0.3", "10.0.0.1:7420", "::1", "[::1", "localhost:", "localhost:port",
            "localhost:7420:1", "user@localhost", "localhost/", "127.0.0.1.nip.io", "0.0.0.0",
            "localhost:1234567",
        ])
    func `any other is not`(_ host: String) { #expect(!hosts.allows(host)) }

    @Test func `a second Host field is refused`() async throws {
        let name = try #require(HTTPFields.Element.Name("Host"))
        let response = try await Server().ask("/healthz", headers: [name: "localhost"])
        #expect(response.status.code == 421)
        #expect(try response.problem()["type"]?.string == "urn:moso:problem:wrong-host")
    }

    @Test func `every answer forbids scripts of others, frames, guessing and keeping`() async throws
    {
        for path in ["/", "/healthz", "/v1/nothing", "/v1/sync"] {
            let headers = try await Server().ask(path).headers
            let policy = try #require(headers[.contentSecurityPolicy])
            #expect(policy.contains("default-src 'none'"))
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(policy.contains("script-src 'self'") && !policy.contains("unsafe"))
            #expect(headers[.xContentTypeOptions] == "nosniff")
            #expect(headers[.cacheControl] == "no-store")
        }
    }
}
