import Storage
import Testing
import Workflows

@Suite("How a site stands")
struct SiteStandingTests {
    private func told(_ standing: SiteStanding, _ language: Language) -> String {
        standing.told(nowMilliseconds: 36_000_000).text(language)
    }

    @Test func `the sentences are four, and one for who has no peers`() {
        #expect(told(.synced(milliseconds: 35_940_000), .zh) == "✓ 已全部同步（1 分钟前）")
        #expect(told(.synced(milliseconds: nil), .en) == "✓ All synced")
        #expect(told(.waiting(14), .zh) == "↑ 有 14 条待发送，已存在本机")
        #expect(told(.waiting(1), .en) == "↑ 1 change to send, safe here")
        #expect(told(.syncing, .zh) == "↻ 正在同步…")
        #expect(told(.offline(milliseconds: 0), .zh) == "○ 已离线 10 小时，照常使用")
        #expect(told(.offline(milliseconds: 0), .en) == "○ Offline for 10 h, carry on")
        #expect(told(.alone, .zh) == "只有本机，没有对端")
    }

    @Test func `a replica without peers is alone`() throws {
        let network = try Network("anji")
        #expect(try SiteStanding(network["anji"], for: .director, isSyncing: false) == .alone)
        #expect(try SiteStanding(network["anji"], for: .director, isSyncing: true) == .alone)
    }

    @Test func `a peer that has never answered is no peer that has everything`() throws {
        let network = try Network("anji")
        try network["anji"].addPeer(url: "https://hub.example:7443")
        let standing = try SiteStanding(network["anji"], for: .director, isSyncing: false)
        #expect(standing == .offline(milliseconds: 1_691_737_200_000))
        #expect(try SiteStanding(network["anji"], for: .director, isSyncing: true) == .syncing)
    }
}
