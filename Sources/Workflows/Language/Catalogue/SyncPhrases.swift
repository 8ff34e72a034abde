extension Catalogue {
    /// `moso sync`
    public enum Sync {
        /// One line for a peer that was reached: `sent 14 · received 37 · 1.8 s`.
        public static func exchanged(sent: Int, received: Int, took: Phrase) -> Phrase {
            Phrase(
                zh: "发送 \(sent.grouped)，接收 \(received.grouped)，用时 \(took.zh)",
                en: "sent \(sent.grouped), received \(received.grouped), \(took.en)")
        }

        public static func with(_ peer: Phrase, _ line: Phrase) -> Phrase {
            Phrase(zh: "\(peer.zh)　\(line.zh)", en: "\(peer.en)  \(line.en)")
        }

        public static func exchanged(sent: Int, received: Int) -> Phrase {
            Phrase(
                zh: "发送 \(sent.grouped)，接收 \(received.grouped)",
                en: "sent \(sent.grouped), received \(received.grouped)")
        }

        public static func traffic(sent: Int, received: Int, rounds: Int) -> Phrase {
            Phrase(
                zh: "往返 \(rounds) 次，发出 \(NumberText.bytes(sent))，收到 \(NumberText.bytes(received))",
                en: "\(English.counted(rounds, "round")), \(NumberText.bytes(sent)) out, "
                    + "\(NumberText.bytes(received)) in")
        }

        public static func notReached(_ peer: Phrase, _ trouble: SyncTrouble) -> Phrase {
            let cause = trouble.cause
            return trouble.isPermanent
                ? Phrase(
                    zh: "\(peer.zh)　不能收发：\(cause.zh)；改动都在本机，要先改正才能发送",
                    en:
                        "\(peer.en)  no exchange: \(cause.en); your changes are safe here, and wait "
                        + "until this is put right")
                : Phrase(
                    zh: "\(peer.zh)　没有连上：\(cause.zh)；改动都在本机，下次再发",
                    en: "\(peer.en)  not reached: \(cause.en); your changes are safe here, will "
                        + "retry")
        }

        /// Our own database had gone back in time.
        public static func rolledBack(stream: String, here: UInt64, there: UInt64) -> Phrase {
            Phrase(
                zh: "本副本是较旧的拷贝：自己写的 \(stream) 本地只到第 \(here) 笔，对方已有 \(there) 笔。"
                    + "缺失的会从对方取回，此后以新的世代书写；没有数据丢失。",
                en: "this replica is an older copy: of its own \(stream) it held \(here), the peer "
                    + "\(there). What was missing is fetched back, and this site goes on under a "
                    + "new epoch; nothing is lost.")
        }

        /// Two transactions bear one number.
        public static func forked(_ dot: String) -> Phrase {
            Phrase(
                zh: "分叉：两端在 \(dot) 这个编号下各有一笔不同的记录（同一站点的数据库有两份在用）。",
                en: "a fork: the two ends hold different transactions as \(dot) (two copies of one "
                    + "site's database have been in use).")
        }

        public static func tooLargeToSend(_ dot: String) -> Phrase {
            Phrase(zh: "\(dot) 太大，无法发送。", en: "\(dot) is too large to be sent.")
        }

        public static func moving(peer: Phrase, sent: Int, received: Int, bytes: Int) -> Phrase {
            Phrase(
                zh: "\(peer.zh)　已发送 \(sent.grouped)，已接收 \(received.grouped)"
                    + "（\(NumberText.bytes(bytes))）",
                en: "\(peer.en)  sent \(sent.grouped), received \(received.grouped) "
                    + "(\(NumberText.bytes(bytes)))")
        }

        public static func offline(since: Phrase, age: Phrase) -> Phrase {
            Phrase(
                zh: "\(since.zh) 起离线（已 \(age.zh)），会自动重试",
                en: "offline since \(since.en) (\(age.en)), will retry")
        }

        /// Transactions that wait for others which have not come yet.
        public static func held(_ count: Int) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 条在等更早的改动，到齐后自动写入",
                en: "\(English.counted(count, "change")) "
                    + "\(English.form(count, "waits", "wait")) for earlier ones and "
                    + "\(English.form(count, "follows", "follow")) by itself")
        }

        public static func quarantined(_ count: Int) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 条收到的改动有误，已隔离并注明原因，其余照常写入",
                en: "\(English.counted(count, "received change")) set aside as faulty, "
                    + "with the reason; everything else was applied")
        }

        /// More of what an exchange brought up than is listed.
        public static func more(_ count: Int) -> Phrase {
            Phrase(
                zh: "  另有 \(count.grouped) 条：moso status",
                en: "  and \(count.grouped) more: moso status")
        }

        /// Somebody sent what the author's site has not signed.
        public static func unsigned(_ count: Int, author: String, from peer: String) -> Phrase {
            Phrase(
                zh: "\(peer) 发来 \(count.grouped) 条署名 \(author) 的改动，但没有 \(author) 的签名，未写入；"
                    + "本机数据不受影响。请先问 \(author) 是否写过，再问 \(peer) 从哪里得来。",
                en:
                    "\(peer) sent \(English.counted(count, "change")) in the name of \(author) without "
                    + "the signature of \(author); not taken in, nothing here has changed. Ask "
                    + "\(author) whether it wrote them, and \(peer) where they come from.")
        }

        public static func postponed(_ count: Int) -> Phrase {
            Phrase(
                zh: "对方今天不再收下本站的改动（至少 \(count.grouped) 条）：本站今天送到的已达每日上限。"
                    + "改动都在本站，明天（UTC）的收发会继续送出。",
                en:
                    "\(English.counted(count, "change")) or more not taken in today: this site has brought "
                    + "what a member may in a day. They are safe here, and go on tomorrow (UTC).")
        }

        public static func undecided(_ count: Int) -> Phrase {
            Phrase(
                zh: "对方暂不收下本站的改动（至少 \(count.grouped) 条）：本站的改动在总部造成的未裁决冲突已达上限。"
                    + "改动都在本站；总部裁决掉一些之后，下次收发会继续送出。",
                en:
                    "\(English.counted(count, "change")) or more not taken in for now: as many conflicts that this "
                    + "site's work has opened are undecided at the hub as a member may have. They are safe "
                    + "here, and go on with the first sync after some of these are decided there.")
        }

        public static func tooManyOpen(_ site: String, open: Int) -> Phrase {
            Phrase(
                zh: "\(site) 的改动造成的冲突有 \(open.grouped) 个未裁决，已达上限：其余的改动留在 \(site)，"
                    + "裁决掉一些（moso conflicts）之后，它下次收发时再收。",
                en:
                    "\(English.counted(open, "conflict")) that the work of \(site) has opened are undecided, as "
                    + "many as a member may have: the rest of its work stays at \(site) until its first sync "
                    + "after some are decided (moso conflicts).")
        }

        public static func overAllowance(_ site: String, rows: Int, bytes: Int) -> Phrase {
            Phrase(
                zh: "\(site) 今天送来 \(rows.grouped) 行、\(bytes.grouped) 字节，已达每日上限：其余的留在 \(site)，"
                    + "明天（UTC）再收。如非预期，请问问 \(site)。",
                en:
                    "\(site) has brought \(English.counted(rows, "row")), \(English.counted(bytes, "byte")) today, "
                    + "what a member may in a day: the rest stays at \(site) until tomorrow (UTC). Ask "
                    + "\(site) whether that was meant.")
        }

        public static func unsignedThere(_ count: Int) -> Phrase {
            Phrase(
                zh: "对方没有写入 \(count.grouped) 条改动：缺少作者站点的签名。作者站点下次与双方之一收发后会补上。",
                en:
                    "the peer did not take in \(English.counted(count, "change")): the signature of "
                    + "the author's site is lacking. It follows once that site has exchanged again."
            )
        }

        /// What a peer could not write, and what follows it.
        public static func asideThere(_ count: Int, at peer: String) -> Phrase {
            Phrase(
                zh: "\(peer) 没有写入本站的 \(count.grouped) 条改动：其中有写不进去的，已放在一边，"
                    + "要有人处理。改动都在本站；原因请在 \(peer) 运行 moso status。",
                en: "\(peer) has put aside \(English.counted(count, "change")) of this site: one "
                    + "cannot be written there, and somebody must see to it. They are safe here; "
                    + "moso status at \(peer) says why.")
        }

        public static func summary(even reached: Int, of peers: Int) -> Phrase {
            Phrase(
                zh: reached == peers
                    ? "与全部 \(peers.grouped) 个对端一致。"
                    : "与 \(peers.grouped) 个对端中的 \(reached.grouped) 个一致。",
                en: reached == peers
                    ? "In step with \(peers == 1 ? "the only peer" : "all \(peers.grouped) peers")."
                    : "In step with \(reached.grouped) of \(English.counted(peers, "peer")).")
        }

        public static func newConflicts(_ ids: [String]) -> Phrase {
            Phrase(
                zh: "新增 \(ids.count.grouped) 处待核对：\(ids.joined(separator: "、"))",
                en: "\(English.counted(ids.count, "new thing")) "
                    + "\(English.form(ids.count, "needs", "need")) a person: "
                    + "\(ids.joined(separator: ", "))")
        }

        public static func seeConflict(_ id: String) -> Phrase {
            Phrase(
                zh: "查看：moso conflicts show \(id)", en: "see it: moso conflicts show \(id)")
        }

        public static let noPeers = Phrase(
            zh: "没有配置对端，改动只保存在本机。添加：moso peers add URL",
            en: "No peers are configured; changes stay on this machine. Add one: moso peers add URL"
        )

        public static func plan(peer: Phrase, toSend: Int) -> Phrase {
            Phrase(
                zh: "\(peer.zh)：将发送 \(toSend.grouped) 条改动",
                en: "\(peer.en): would send \(English.counted(toSend, "change"))")
        }

        public static func progress(peer: Phrase, received: Int, of total: Int) -> Phrase {
            Phrase(
                zh: "\(peer.zh)　已接收 \(received.grouped) 条，共 \(total.grouped) 条",
                en:
                    "\(peer.en)  received \(received.grouped) of \(English.counted(total, "change"))"
            )
        }

        public static func connecting(peer: Phrase) -> Phrase {
            Phrase(zh: "正在连接\(peer.zh)", en: "connecting to \(peer.en)")
        }
    }

    /// `moso sync --cron`, which speaks only when the state changes.
    public enum Cron {
        /// - Parameter silence: how long the peer had not been reached; `nil` when that is not known.
        public static func backInStep(
            site: String, peer: Phrase, after silence: Phrase?, sent: Int, received: Int
        ) -> Phrase {
            Phrase(
                zh: "\(site)已与\(peer.zh)恢复一致" + (silence.map { "，中断了 \($0.zh)" } ?? "")
                    + "；发出 \(sent.grouped) 条，收到 \(received.grouped) 条。",
                en: "\(site) is back in step with \(peer.en)"
                    + (silence.map { " after \($0.en)" } ?? "")
                    + "; \(sent.grouped) sent, \(received.grouped) received.")
        }
    }
}
