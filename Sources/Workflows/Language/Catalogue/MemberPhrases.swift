public import Causality

extension Catalogue {
    /// `moso members`, and what `status` says of them.
    public enum Members {
        public static let standing = Phrase(zh: "状态", en: "Standing")
        public static let acknowledged = Phrase(zh: "已确认", en: "Acknowledged")
        public static let lastHeard = Phrase(zh: "最近联系", en: "Last heard")

        public static let thisSite = Phrase(zh: "本站", en: "this site")
        public static let everything = Phrase(zh: "全部", en: "everything")
        public static let notYet = Phrase(zh: "尚未确认", en: "not yet")
        public static let behindSteps = Phrase(
            zh: "尚未确认最新的成员名单", en: "not yet the newest list of members")
        public static let doesNotCount = Phrase(zh: "不计入", en: "not counted")

        public static func lacks(_ count: UInt64) -> Phrase {
            Phrase(
                zh: "还差 \(Int(clamping: count).grouped) 条",
                en: "all but \(Int(clamping: count).grouped)")
        }

        public static let none = Phrase(
            zh: "还没有成员名单。总部第一次运行 moso trim 时建立。",
            en: "There is no list of members yet. The hub begins it with its first moso trim.")

        public static func name(_ standing: MemberStanding?) -> Phrase {
            switch standing {
            case .active: Phrase(zh: "正常", en: "active")
            case .lapsed: Phrase(zh: "失联", en: "lapsed")
            case .suspended: Phrase(zh: "暂停", en: "suspended")
            case .returning: Phrase(zh: "恢复中", en: "returning")
            case .retired: Phrase(zh: "已退出", en: "retired")
            case nil: Phrase(zh: "不在名单", en: "not listed")
            }
        }

        public static func mayLapse(_ site: String, silent: Phrase) -> Phrase {
            Phrase(
                zh:
                    "\(site) 已 \(silent.zh) 没有联系，历史清理在等它。确定不再等时：moso members lapse \(site) --reason …",
                en:
                    "\(site) has been silent for \(silent.en), and trimming waits for it. If it is not "
                    + "to be waited for: moso members lapse \(site) --reason …")
        }

        public static func taken(_ kind: MemberStep.Kind, site: String) -> Phrase {
            switch kind {
            case .lapse:
                Phrase(
                    zh: "\(site) 记为失联：清理不再等它，它之后写的内容不再收下。",
                    en:
                        "\(site) has lapsed: nothing waits for it, and what it writes is not taken in."
                )
            case .suspend:
                Phrase(
                    zh: "\(site) 已暂停：不收它的内容，也不向它提供内容。",
                    en: "\(site) is suspended: nothing is taken from it or given to it.")
            case .comeBack:
                Phrase(
                    zh: "\(site) 可以恢复：它下次同步时加入。",
                    en: "\(site) may come back: it joins with its next sync.")
            case .retire:
                Phrase(
                    zh: "\(site) 已退出，不能恢复；它写过的内容照常可查。",
                    en: "\(site) has retired for good; what it wrote stays readable.")
            case .admit, .join:
                Phrase(zh: "\(site) 已加入。", en: "\(site) has joined.")
            }
        }

        // What a site says of itself.

        public static func ownStanding(_ standing: MemberStanding, hub: String) -> Phrase {
            switch standing {
            case .lapsed:
                Phrase(
                    zh: "本站在 \(hub) 记为失联：新写的内容留在本站，恢复之前不会被收下。请联系 \(hub)。",
                    en:
                        "\(hub) has let this site lapse: what is written stays here and is not taken in "
                        + "until it returns. Ask \(hub).")
            case .suspended:
                Phrase(
                    zh: "本站已被 \(hub) 暂停，不能同步；数据都在本站。请联系 \(hub)。",
                    en:
                        "\(hub) has suspended this site: it cannot sync, and keeps its data. Ask \(hub)."
                )
            case .retired:
                Phrase(
                    zh: "本站已退出，不再同步；数据都在本站。",
                    en: "this site has retired and syncs no more; it keeps its data.")
            case .active, .returning:
                Phrase(zh: "本站是成员", en: "this site is a member")
            }
        }

        public static func waitsFor(_ sites: [String]) -> Phrase {
            Phrase(
                zh: "历史清理在等：\(sites.joined(separator: "、"))（moso members list）",
                en: "trimming waits for \(sites.joined(separator: ", ")) (moso members list)")
        }

        public static func refused(_ count: Int) -> Phrase {
            Phrase(
                zh: "对方没有收下 \(count.grouped) 条改动：本站不是可写的成员，或者写的时候没有看到对方已清理的内容。改动都在本站。",
                en:
                    "\(English.counted(count, "change")) \(English.form(count, "was", "were")) not taken "
                    + "in: this site is no member that may write, or wrote without having seen what "
                    + "others no longer keep. They are safe here.")
        }

        /// At the hub, of a site whose work is refused.
        public static func notTakenIn(_ site: String, _ count: Int) -> Phrase {
            Phrase(
                zh: "\(site) 有 \(count.grouped) 条改动没有收下：写的时候还没有看到它可以写的记录，清理也在等它。"
                    + "在 \(site) 运行：moso init --again --from 地址 --key 指纹",
                en:
                    "\(English.counted(count, "change")) of \(site) \(English.form(count, "is", "are")) "
                    + "not taken in, written before \(site) had seen that it may write; trimming waits "
                    + "for it. At \(site): moso init --again --from URL --key FINGERPRINT")
        }

        /// Of a peer that is not the hub.
        public static func refusedByPeer(_ site: String, _ count: Int) -> Phrase {
            Phrase(
                zh: "\(site) 没有收下 \(count.grouped) 条改动：它还没有从总部得知本站可以写。改动经总部到达它，数据都在本站。",
                en:
                    "\(site) did not take in \(English.counted(count, "change")): it has not heard from the "
                    + "hub yet that this site may write. They reach it through the hub, and are safe here."
            )
        }

        public static func twin(_ site: String, _ earlier: String, _ later: String) -> Phrase {
            Phrase(
                zh: "两台机器在用 \(site) 这个名字：\(earlier) 在 \(later) 开始之后还在写。没有数据丢失，"
                    + "但两边互不知情。请停用其中一台，同步它的改动，再以新的分站名建立它。",
                en:
                    "Two machines go by the name \(site): \(earlier) wrote on after \(later) had begun. "
                    + "Nothing is lost, but neither knows of the other. Sync one of them a last time, stop "
                    + "it, and set it up under a name of its own.")
        }

        /// How to go on with what was refused, or without what is gone.
        public static let startAgain = Phrase(
            zh: "从快照重新开始，未发送的改动会带过去：moso init --again --from 地址 --key 指纹",
            en: "start again from a snapshot, which takes unsent work along: "
                + "moso init --again --from URL --key FINGERPRINT")

        public static func trimmedThere(_ scopes: [String]) -> Phrase {
            Phrase(
                zh: "对方已清理本站缺少的内容（\(scopes.joined(separator: "、"))），只能用快照补齐。本站的数据没有变化。",
                en:
                    "the peer no longer keeps what this site lacks of \(scopes.joined(separator: ", ")): "
                    + "only a snapshot brings it. Nothing here has changed.")
        }

        public static func lacksTrimmed(_ scopes: [String]) -> Phrase {
            Phrase(
                zh: "对方缺少的内容本站已清理（\(scopes.joined(separator: "、"))），它需要快照",
                en:
                    "the peer lacks what has been trimmed here of \(scopes.joined(separator: ", ")); "
                    + "it needs a snapshot")
        }
    }

    /// `moso trim`.
    public enum Trim {
        public static func done(_ count: Int, bytes: Int, graves: Int, _ span: Phrase) -> Phrase {
            Phrase(
                zh: "已清理 \(count.grouped) 个事务的内容（早于\(span.zh)，各站都已确认），\(bytes.grouped) 字节；"
                    + "清理 \(graves.grouped) 条已删记录的残留。作者、时间和原因保留。",
                en: "trimmed the bodies of \(English.counted(count, "transaction")) older than "
                    + "\(span.en) that everybody has acknowledged, \(bytes.grouped) bytes, and "
                    + "\(English.counted(graves, "grave")). Author, time and reason stay.")
        }

        public static func would(_ count: Int, bytes: Int, graves: Int, _ span: Phrase) -> Phrase {
            Phrase(
                zh: "将清理 \(count.grouped) 个事务的内容（早于\(span.zh)，各站都已确认），\(bytes.grouped) 字节；"
                    + "清理 \(graves.grouped) 条已删记录的残留。",
                en: "would trim the bodies of \(English.counted(count, "transaction")) older than "
                    + "\(span.en) that everybody has acknowledged, \(bytes.grouped) bytes, and "
                    + "\(English.counted(graves, "grave")).")
        }

        public static func needed(_ count: Int) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 个仍有用处（待核对，或可以撤销），保留。",
                en:
                    "\(count.grouped) of that age \(English.form(count, "is", "are")) still needed by "
                    + "something open or something that can be undone, and stay.")
        }

        public static func waitsFor(_ site: String, _ state: Phrase) -> Phrase {
            Phrase(zh: "在等 \(site)：\(state.zh)", en: "waits for \(site): \(state.en)")
        }

        public static func awaitsHub(_ hub: String, _ scopes: [String]) -> Phrase {
            Phrase(
                zh: "\(scopes.joined(separator: "、")) 还有可以清理的，要等 \(hub) 先清理（在那里运行 moso trim，再同步）。",
                en:
                    "more of \(scopes.joined(separator: ", ")) could go once \(hub) has trimmed: run "
                    + "moso trim there, then sync.")
        }

        public static func ahead(_ op: String, stamped: String, from: String) -> Phrase {
            Phrase(
                zh: "\(op) 的时间是 \(stamped)，在本机时钟之后；它的年龄从 \(from) 算起，到期再清理它和之后的内容。",
                en:
                    "\(op) is stamped \(stamped), ahead of this machine's clock. Its age counts from "
                    + "\(from); it, and what came after it, go when that is old enough.")
        }

        public static let listBegins = Phrase(
            zh: "成员名单还没有建立；不带 -n 运行就建立。",
            en: "There is no list of members yet; without -n this command begins it.")

        public static func noList(_ hub: String) -> Phrase {
            Phrase(
                zh: "还没有成员名单，不知道要等谁。请先在 \(hub) 运行 moso trim，再同步。",
                en:
                    "There is no list of members, so nobody knows whom to wait for. Run moso trim at "
                    + "\(hub) first, then sync.")
        }

        /// What `verify` says beside how much it checked.
        public static func verified(_ count: Int) -> Phrase {
            Phrase(
                zh: "其中 \(count.grouped) 个事务的内容已清理，只核对了哈希链；更早的值以记录现状为准。",
                en: "of these, \(English.counted(count, "transaction")) "
                    + "\(English.form(count, "has", "have")) been trimmed: the chain was checked, and "
                    + "records as far as the log goes.")
        }

        /// Records of which the log no longer tells all.
        public static func verifiedInPart(_ count: Int, of rows: Int) -> Phrase {
            Phrase(
                zh: "\(rows.grouped) 条记录中有 \(count.grouped) 条含有已清理事务写下的值，这些值在本机无从核对："
                    + "用 moso verify PEER 与其他站点比对。",
                en: "\(count.grouped) of \(English.counted(rows, "record")) "
                    + "\(English.form(count, "shows", "show")) values whose transactions have been "
                    + "trimmed, and those cannot be checked here: moso verify PEER compares them with "
                    + "another site.")
        }

        public static let reused = Phrase(
            zh: "空出的空间留在文件里重复使用；--compact 把它还给磁盘。",
            en: "The space is used again by this file; --compact gives it back to the disk.")

        public static let givenBack = Phrase(
            zh: "空出的空间已还给磁盘。", en: "The space has been given back to the disk.")
    }
}
