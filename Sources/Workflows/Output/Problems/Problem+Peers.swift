extension Problem {
    public static func peerUnreachable(
        _ peer: Phrase, address: String, cause: Phrase, unsent: Int
    ) -> Problem {
        Problem(
            .peerUnreachable,
            happened: Phrase(
                zh: "连不上\(peer.zh)（\(address)）：\(cause.zh)。",
                en: "cannot reach \(peer.en) (\(address)): \(cause.en)."),
            safety: Safety.unsent(unsent),
            remedies: [
                .run("moso sync", Phrase(zh: "联网后再试", en: "once the network is back"))
            ],
            details: ["address": .string(address), "unsent": .count(unsent)])
    }

    /// What cron says once when a site has been out of reach for too long.
    public static func peerStale(
        site: String, peer: Phrase, silence: Phrase, limit: Phrase, lastGood: Phrase?,
        cause: Phrase, unsent: Int?
    ) -> Problem {
        let last = lastGood ?? Catalogue.Word.never
        return Problem(
            .peerStale,
            happened: Phrase(
                zh: "\(site) 已 \(silence.zh)没有连上 \(peer.zh)（上限 \(limit.zh)）。",
                en: "\(site) has not reached \(peer.en) for \(silence.en) (limit \(limit.en))."),
            evidence: [
                Phrase(
                    zh: "上次成功：\(last.zh)。原因：\(cause.zh)。",
                    en: "Last good sync: \(last.en). Cause: \(cause.en).")
            ],
            safety: Safety.unsent(unsent),
            remedies: [.run("moso peers list"), .run("moso sync")],
            details: ["unsent": .optional(unsent)])
    }

    /// The connection broke in the middle of an exchange.
    public static func peerInterrupted(
        _ peer: Phrase, cause: Phrase, sent: Int, received: Int
    ) -> Problem {
        Problem(
            .peerInterrupted,
            happened: Phrase(
                zh: "与\(peer.zh)的收发中断：\(cause.zh)。",
                en: "the exchange with \(peer.en) broke off: \(cause.en)."),
            safety: Safety.resumes,
            remedies: [.run("moso sync")],
            details: ["sent": .count(sent), "received": .count(received)])
    }

    public static func peerBusy(_ peer: Phrase, retryAfter: Phrase, unsent: Int) -> Problem {
        Problem(
            .peerBusy,
            happened: Phrase(
                zh: "\(peer.zh)正忙，请在 \(retryAfter.zh)后再试。",
                en: "\(peer.en) is busy and asks to come back in \(retryAfter.en)."),
            safety: Safety.unsent(unsent),
            remedies: [.run("moso sync", Phrase(zh: "稍后再试", en: "a little later"))])
    }

    public static func peerVersion(
        _ peer: Phrase, theirs: String, ours: String, unsent: Int
    ) -> Problem {
        Problem(
            .peerVersion,
            happened: Phrase(
                zh: "\(peer.zh)的同步协议是 \(theirs)，本机是 \(ours)，不能收发。",
                en: "\(peer.en) speaks protocol \(theirs), this moso \(ours); they cannot exchange."
            ),
            safety: Safety.unsent(unsent),
            remedies: [
                .advice(Phrase(zh: "升级较旧的一方", en: "upgrade the older of the two"))
            ],
            details: ["theirs": .string(theirs), "ours": .string(ours)])
    }

    /// An answer that is not the protocol: something else listens there, or it is damaged.
    public static func peerProtocol(_ peer: Phrase, address: String, fault: String) -> Problem {
        Problem(
            .peerProtocol,
            happened: Phrase(
                zh: "\(peer.zh)（\(address)）的应答不符合协议：\(fault)。",
                en: "\(peer.en) (\(address)) did not answer in the protocol: \(fault)."),
            safety: Safety.replicaUnchanged,
            remedies: [
                .run(
                    "curl -i \(address)/healthz",
                    Phrase(zh: "看看那里是什么程序", en: "see who answers there"))
            ],
            details: ["address": .string(address), "fault": .string(fault)])
    }

    public static func peerDenied(_ peer: Phrase, why: Phrase, unsent: Int?) -> Problem {
        Problem(
            .peerDenied,
            happened: Phrase(
                zh: "不能与 \(peer.zh) 收发：\(why.zh)。",
                en: "no exchange with \(peer.en): \(why.en)."),
            safety: Safety.unsent(unsent),
            remedies: [
                .run("moso peers list", Phrase(zh: "核对地址", en: "check the address")),
                .advice(Phrase(zh: "请总部管理员处理", en: "ask head office to look at it")),
            ])
    }

    /// Another site answers at the address than the one configured.
    public static func peerIdentity(
        expected: String, found: String, address: String
    ) -> Problem {
        Problem(
            .peerIdentity,
            happened: Phrase(
                zh: "\(address) 应当是 \(expected)，应答的却是 \(found)。",
                en: "\(address) should be \(expected), but \(found) answers there."),
            safety: Safety.replicaUnchanged,
            remedies: [
                .run("moso peers list", Phrase(zh: "核对地址", en: "check the address"))
            ],
            details: ["expected": .string(expected), "found": .string(found)])
    }

    public static func daemonDown(_ address: String) -> Problem {
        Problem(
            .daemonDown,
            happened: Phrase(
                zh: "本机的服务没有运行（\(address)）。",
                en: "the service of this machine is not running (\(address))."),
            safety: Phrase(
                zh: "数据都在本机，不受影响；只是不会自动收发。",
                en: "Your data is safe here; it is only not exchanged by itself."),
            remedies: [
                .run("systemctl start moso", Phrase(zh: "启动服务", en: "start it")),
                .run("moso sync", Phrase(zh: "手动收发一次", en: "exchange once by hand")),
            ],
            details: ["address": .string(address)])
    }
}
