import Glibc
import Sync
import Testing
import Transport

/// In processes of their own, because the environment belongs to all tests.
@Suite(.timeLimit(.minutes(10))) struct EnvironmentTests {
    @Test func `a proxy in the environment is ignored`() async {
        await #expect(processExitsWith: .success) {
            let proxy = LoopbackServer { _, conversation in conversation.reply("502 Proxy") }
            for name in ["http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "HTTPS_PROXY"] {
                setenv(name, proxy.address, 1)
            }
            let server = LoopbackServer { _, conversation in conversation.reply() }
            let reply = try await link(to: server).perform(get(), progress: nil)
            precondition(reply.status == 200 && proxy.connectionCount == 0)
        }
    }

    @Test func `passwords in the home folder are not sent`() async {
        await #expect(processExitsWith: .success) {
            var template = Array("/tmp/moso-netrc-XXXXXX".utf8CString)
            let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
            let path = folder + "/.netrc"
            let file = try #require(fopen(path, "w"))
            fputs("default login anji password secret\n", file)
            fclose(file)
            setenv("HOME", folder, 1)
            let server = LoopbackServer { request, conversation in
                conversation.reply(request.headers["authorization"] == nil ? "200 OK" : "400 Told")
            }
            let reply = try await link(to: server).perform(get(), progress: nil)
            unlink(path)
            rmdir(folder)
            precondition(reply.status == 200)
        }
    }
}
