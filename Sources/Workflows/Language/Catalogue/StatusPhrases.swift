internal import Causality
public import Storage

extension Catalogue {
    /// `moso status` and the head of every page: the same sentences.
    public enum Status {
        public static func title(
            site: Phrase, id: String, version: String, now: String
        ) -> Phrase {
            Phrase(
                zh: "\(site.zh)（\(id)）　moso \(version)　\(now)",
                en: "\(site.en) (\(id))   moso \(version)   \(now)")
        }

        public static func running(for span: Phrase) -> Phrase {
            Phrase(zh: "服务运行中，已 \(span.zh)", en: "service running for \(span.en)")
        }

        public static let notRunning = Phrase(
            zh: "服务未运行：改动照常保存在本机，用 moso sync 收发",
            en: "service not running: changes are kept here, moso sync sends them")

        public static func waiting(_ count: Int, oldest: Phrase) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 条改动待发送，最早一条 \(oldest.zh)（全部已安全保存）",
                en:
                    "\(English.counted(count, "change")) to send, the oldest \(oldest.en) (all safe)"
            )
        }

        public static let nothingWaiting = Phrase(
            zh: "所有改动都已发送", en: "every change has been sent")

        public static func conflicts(_ count: Int, oldest: Phrase) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 处待核对，最久 \(oldest.zh)：moso conflicts list",
                en: "\(English.counted(count, "thing")) \(English.form(count, "needs", "need")) "
                    + "a person, the oldest for \(oldest.en): moso conflicts list")
        }

        public static let noConflicts = Phrase(zh: "没有待核对", en: "nothing needs a person")

        public static func newEpoch(_ change: EpochChange) -> Phrase {
            let why = Catalogue.Epochs.why(change.why)
            return Phrase(
                zh: "本副本以新的世代 \(change.to) 继续（原因：\(why.zh)）。数据完好。",
                en: "this replica goes on under the new epoch \(change.to): \(why.en). "
                    + "Its data is whole.")
        }

        /// More than five minutes, by what the hub has witnessed.
        public static func ownClockAhead(_ span: Phrase) -> Phrase {
            Phrase(
                zh: "时钟异常：本机的时钟比总部快\(span.zh)。可以继续工作；先后次序以总部收到的时间为准。请校准时钟。",
                en:
                    "this machine's clock is \(span.en) ahead of the hub's. Work goes on, ordered by "
                    + "when the hub received it. Set the clock.")
        }

        /// More than five minutes, by what the hub's clock has shown.
        public static func ownClockBehind(_ span: Phrase) -> Phrase {
            Phrase(
                zh: "时钟异常：本机的时钟比总部慢\(span.zh)。可以继续工作；改动按总部的时间记录，不会因此吃亏。请校准时钟。",
                en:
                    "this machine's clock is \(span.en) behind the hub's. Work goes on, and what is written "
                    + "counts as of the hub's time. Set the clock.")
        }

        /// What a clock that is off is told as; behind is only this machine's own.
        public static func clockOff(_ clock: ClockOffset, isOwn: Bool) -> Phrase {
            let span = TimeText.duration(seconds: abs(clock.aheadMilliseconds) / 1_000)
            guard isOwn else { return clockAhead(site: clock.site.name, span) }
            return clock.aheadMilliseconds < 0 ? ownClockBehind(span) : ownClockAhead(span)
        }

        public static func clockAhead(site: String, _ span: Phrase) -> Phrase {
            Phrase(
                zh: "时钟异常：站点 \(site) 的时钟比本机快\(span.zh)，或者本机的时钟慢了。数据不受影响；请核对时钟。",
                en:
                    "the clock of \(site) is \(span.en) ahead of this machine's, or this one is behind. "
                    + "The data is safe. Compare the clocks.")
        }

        public static let nobodyToSendTo = Phrase(
            zh: "还没有对端，改动都只在本机", en: "no peer yet, so every change is on this machine only")

        public static let nothingSentYet = Phrase(
            zh: "还没有连上过任何对端，改动都只在本机（全部已安全保存）",
            en: "no peer was reached yet, so nothing has been sent (all safe here)")

        public static let usingReplica = Phrase(zh: "读写副本", en: "using the replica")

        public static let allApplied = Phrase(
            zh: "收到的改动都已写入", en: "everything received is applied")

        public static let allElseApplied = Phrase(
            zh: "其余收到的改动都已写入", en: "everything else received is applied")

        /// A received change that is faulty; `dot` is `nil` when it cannot even be named.
        public static func putAside(_ dot: String?, from peer: String, why: String) -> Phrase {
            Phrase(
                zh: "已隔离 \(peer) 发来的 \(dot ?? "一条无法辨认的改动")：\(why)",
                en: "put aside \(dot ?? "an unreadable change"), sent by \(peer): \(why)")
        }

        /// More of what is put aside than are listed.
        public static func morePutAside(_ count: Int) -> Phrase {
            Phrase(
                zh: "另有 \(count.grouped) 条：moso log --json",
                en: "and \(count.grouped) more: moso log --json")
        }

        /// What a revoked site wrote and nobody counts.
        public static func beyondCut(_ count: Int, of site: String) -> Phrase {
            Phrase(
                zh: "\(site) 被吊销之后的 \(count.grouped) 个事务只留作证据，不显示：moso log --json",
                en:
                    "\(English.counted(count, "transaction")) of \(site) beyond its revocation, kept as evidence "
                    + "and shown nowhere: moso log --json")
        }

        public static func held(_ count: Int) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 条收到的改动在等更早的改动",
                en: "\(English.counted(count, "received change")) "
                    + "\(English.form(count, "waits", "wait")) for earlier ones")
        }

        public static func runs(_ holder: String) -> Phrase {
            Phrase(zh: "服务运行中（\(holder)）", en: "service running (\(holder))")
        }

    }

    /// `moso peers`
    public enum Peers {
        public static let online = Phrase(zh: "在线", en: "online")
        public static let refused = Phrase(zh: "被拒绝", en: "refused")
        public static let paused = Phrase(zh: "已暂停", en: "paused")
        public static let notTried = Phrase(zh: "尚未连接", en: "not tried")

        public static func offline(for span: Phrase) -> Phrase {
            Phrase(zh: "离线 \(span.zh)", en: "offline \(span.en)")
        }

        public static let none = Phrase(
            zh: "没有对端。添加：moso peers add URL", en: "No peers. Add one: moso peers add URL")

        /// Sites that dial this one.
        public static let callers = Phrase(zh: "来这里收发的分站：", en: "Sites that come here:")

        /// The same, each with when it last did.
        public static func callers(_ sites: [(site: String, met: String)]) -> Phrase {
            let list = { (between: String, blank: String) in
                sites.map { "\($0.site)\(blank)\($0.met)" }.joined(separator: between)
            }
            return Phrase(
                zh: "来这里收发的分站：\(list("；", " "))",
                en: "Sites that come here: \(list("; ", " "))")
        }

        public static func added(_ peer: String, address: String) -> Phrase {
            Phrase(zh: "已添加对端 \(peer)：\(address)", en: "Added peer \(peer): \(address)")
        }

        public static func added(_ address: String) -> Phrase {
            Phrase(zh: "已添加对端 \(address)。", en: "Added the peer \(address).")
        }

        public static func removed(_ peer: String) -> Phrase {
            Phrase(
                zh: "已移除对端 \(peer)。已收到的数据不受影响。",
                en: "Removed peer \(peer). What came from it stays.")
        }

        public static func paused(_ peer: String) -> Phrase {
            Phrase(zh: "已暂停与 \(peer) 收发。", en: "Paused exchanging with \(peer).")
        }

        public static func resumed(_ peer: String) -> Phrase {
            Phrase(zh: "已恢复与 \(peer) 收发。", en: "Exchanging with \(peer) again.")
        }

        public static func wouldAdd(_ address: String) -> Phrase {
            Phrase(zh: "将添加对端 \(address)。", en: "Would add the peer \(address).")
        }

        public static func wouldRemove(_ peer: String) -> Phrase {
            Phrase(zh: "将移除对端 \(peer)。", en: "Would remove the peer \(peer).")
        }

        public static let nextSync = Phrase(zh: "下一步：moso sync", en: "Next: moso sync")

        /// Why an address of a peer is not one that we talk to.
        public enum Address {
            public static let form = Phrase(
                zh: "不是 https://hub.example.cn:7443 这样的形式",
                en: "it is not of the form https://host:port")
            public static func scheme(_ scheme: String) -> Phrase {
                Phrase(
                    zh: "“\(scheme)”不是 https", en: "\"\(scheme)\" is not https")
            }
            public static let userInfo = Phrase(
                zh: "地址里不能有用户名或密码", en: "it must not hold a user name or a password")
            public static let query = Phrase(
                zh: "地址里不能有 ? 或 #", en: "it must not contain ? or #")
            public static func host(_ host: String) -> Phrase {
                Phrase(
                    zh: "“\(host)”不是主机名或 IP 地址",
                    en: "\"\(host)\" is no host name or IP address")
            }
            public static func port(_ port: String) -> Phrase {
                Phrase(
                    zh: "端口“\(port)”应在 1 到 65535 之间",
                    en: "port \"\(port)\" is not from 1 to 65535")
            }
            public static func path(_ path: String) -> Phrase {
                Phrase(zh: "路径“\(path)”有误", en: "the path \"\(path)\" is not plain")
            }
            public static let inTheClear = Phrase(
                zh: "http 不加密；站点之间只用 https，凭登记过的密钥（moso enrol join）",
                en: "http is in the clear; sites use https only and know each other by enrolled "
                    + "keys (moso enrol join)")
        }

    }
}
