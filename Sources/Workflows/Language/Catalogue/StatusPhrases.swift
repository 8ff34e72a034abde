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

        public static func unsealed(_ count: Int) -> Phrase {
            Phrase(
                zh: "收录了其他程序直接写入数据库的 \(count.grouped) 处改动",
                en: "took over \(English.counted(count, "change")) that another program "
                    + "wrote to the database")
        }

        public static func clockOff(_ skew: Phrase, peer: Phrase) -> Phrase {
            Phrase(
                zh: "本机时钟与\(peer.zh)相差 \(skew.zh)：影响“谁先谁后”的显示，不影响数据",
                en: "this clock differs from \(peer.en) by \(skew.en): it changes the order "
                    + "shown, not the data")
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

        public static func added(_ peer: String, address: String) -> Phrase {
            Phrase(zh: "已添加对端 \(peer)：\(address)", en: "Added peer \(peer): \(address)")
        }

        public static func removed(_ peer: String) -> Phrase {
            Phrase(
                zh: "已移除对端 \(peer)。已收到的数据不受影响。",
                en: "Removed peer \(peer). What came from it stays.")
        }

        public static func tooOld(_ version: String) -> Phrase {
            Phrase(zh: "\(version)，版本过旧", en: "\(version), too old")
        }

        public static func tooNew(_ version: String) -> Phrase {
            Phrase(zh: "\(version)，版本过新", en: "\(version), too new")
        }
    }
}
