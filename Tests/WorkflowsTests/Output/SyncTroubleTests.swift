import Sync
import Testing
import Workflows

/// What passes by itself is told from what somebody must put right.
struct SyncTroubleTests {
    private func trouble(_ status: Int, _ body: String) -> SyncTrouble {
        SyncTrouble(.status(status, retryAfter: nil, detail: body))
    }

    private func problem(_ code: String) -> String {
        "{\"type\":\"urn:moso:problem:\(code)\",\"title\":\"t\",\"status\":409,\"detail\":\"why\"}"
    }

    @Test(arguments: [
        ("other-federation", 409, ExitCode.denied), ("same-site", 409, .denied),
        ("wrong-site", 421, .denied), ("protocol-version", 426, .protocolMismatch),
        ("disk-full", 507, .retryLater), ("busy", 503, .retryLater),
        ("truncated", 400, .retryLater), ("not-found", 404, .protocolMismatch),
        ("never-heard-of", 409, .retryLater),
    ])
    func `a peer's problem ends a command as it should`(code: String, status: Int, exit: ExitCode) {
        let trouble = trouble(status, problem(code))
        #expect(trouble.exit == exit)
        #expect(trouble.isPermanent == (exit != .retryLater))
        #expect(trouble.detail == "why")
        for text in [trouble.cause.zh, trouble.cause.en] {
            #expect(!text.contains("{") && !text.contains("urn:"))
        }
    }

    @Test func `a proxy that has nobody behind it passes, a server that is no moso does not`() {
        let page = "<!DOCTYPE html><html><h1>Not Found</h1></html>"
        #expect(trouble(502, page).exit == .retryLater)
        #expect(trouble(404, page).exit == .protocolMismatch)
        #expect(trouble(501, page).exit == .protocolMismatch)
        #expect(trouble(200, page).exit == .protocolMismatch)
        #expect(!trouble(404, page).cause.en.contains("html"))
        #expect(!trouble(404, "{}").cause.en.isEmpty)
    }

    @Test func `the network's own words are not the sentence`() {
        let cut = SyncTrouble(.link(LinkFailure(kind: .cut, detail: "Recv failure: reset")))
        #expect(cut.exit == .retryLater && cut.detail == "Recv failure: reset")
        #expect(!cut.cause.zh.contains("Recv"))
    }
}
