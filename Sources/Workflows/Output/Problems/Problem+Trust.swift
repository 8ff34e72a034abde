internal import Storage

// What stands between two sites that do not know each other's keys.
extension Problem {
    /// A peer that would be called in the clear: typed so, or kept from a time when that was done.
    public static func plainPeer(_ address: String) -> Problem {
        Problem(
            .peerDenied,
            happened: Phrase(
                zh: "不与 \(address) 收发：站点之间只用加密连接（https），凭登记过的密钥。",
                en:
                    "no exchange with \(address): sites use encrypted connections (https) only, and "
                    + "know each other by enrolled keys."),
            safety: nothingSent,
            remedies: [
                .run(
                    "moso enrol join",
                    Phrase(
                        zh: "用总部给的邀请码（moso enrol invite）连接",
                        en: "connects this site, with a code of the hub (moso enrol invite)")),
                .run(
                    "moso peers remove \(address.asShellWord)",
                    Phrase(zh: "移除旧地址", en: "takes an old address out")),
            ], details: ["address": .string(address)])
    }

    /// An encrypted address of which nobody said whose it is.
    public static func peerWithoutName(_ address: String) -> Problem {
        Problem(
            .peerDenied,
            happened: Phrase(
                zh: "不知道 \(address) 是哪个站点，因此不知道该认哪把密钥。",
                en: "whose address \(address) is, is not known, and so neither which key to expect."
            ),
            safety: nothingSent,
            remedies: [
                .run(
                    "moso enrol add SITE --key KEY --at \(address.asShellWord)",
                    Phrase(zh: "登记站点、密钥和地址", en: "enrols site, key and address"))
            ], details: ["address": .string(address)])
    }

    /// An exchange after which work of this site would count no more.
    public static func startAgainFirst(unsent: UInt64) -> Problem {
        Problem(
            .peerDenied,
            happened: Phrase(
                zh: "不收发：本站换了密钥，此前写下的 \(unsent) 笔改动还没有发出；现在发出，它们就不算数了。",
                en:
                    "no exchange: this site has a new key, and \(unsent) transactions that it wrote "
                    + "before were never sent; sent now, they would not count."),
            safety: nothingSent,
            remedies: [
                .run(
                    "moso init --again",
                    Phrase(
                        zh: "从总部快照重新开始，并以新密钥带上这些改动",
                        en:
                            "starts again from the hub's snapshot, and takes them along under the new key"
                    ))
            ], details: ["unsent": .integer(Int64(unsent))])
    }

    /// A site whose key is not known here.
    public static func peerNotEnrolled(_ site: String, address: String) -> Problem {
        Problem(
            .peerDenied,
            happened: Phrase(
                zh: "不与 \(site)（\(address)）收发：它的密钥没有在这里登记。",
                en: "no exchange with \(site) (\(address)): its key is not enrolled here."),
            safety: nothingSent,
            remedies: [
                .run(
                    "moso key show",
                    Phrase(zh: "在对方机器上运行，读出密钥", en: "at the other site, tells its key")),
                .run("moso enrol add \(site) --key KEY"),
            ], details: ["site": .string(site), "address": .string(address)])
    }

    /// A site that is not enrolled, named in a command about those that are.
    public static func notEnrolled(_ site: String) -> Problem {
        Problem(
            .noPeer,
            happened: Phrase(
                zh: "站点“\(site)”没有登记有效的密钥。", en: "no valid key of a site \"\(site)\" is enrolled."),
            safety: Safety.replicaUnchanged,
            remedies: [.run("moso enrol list")], details: ["site": .string(site)])
    }

    /// What was typed for a key is none.
    public static func publicKey(_ typed: String) -> Problem {
        Problem(
            .usage,
            happened: Phrase(
                zh: "“\(typed.onOneLine)”不是公钥：应为 64 位十六进制数字。",
                en: "\"\(typed.onOneLine)\" is no public key: 64 hexadecimal digits are."),
            safety: Safety.replicaUnchanged,
            remedies: [
                .run(
                    "moso key show",
                    Phrase(zh: "在对方机器上运行，读出密钥", en: "at the other site, tells its key"))
            ])
    }

    /// A code that does not enrol this site.
    public static func invitation(_ why: Phrase) -> Problem {
        Problem(
            .enrolment,
            happened: Phrase(zh: "没有加入：\(why.zh)。", en: "not joined: \(why.en)."),
            safety: Safety.replicaUnchanged,
            remedies: [
                .run(
                    "moso enrol invite --site SITE --at HOST:PORT",
                    Phrase(zh: "请总部再给一个邀请码", en: "at the hub, gives another code"))
            ])
    }

    /// A code by which a person at the hub has to confirm this site.
    public static func enrolmentWaits(
        site: String, words: Phrase, until: String, command: String
    ) -> Problem {
        Problem(
            .enrolmentWaits,
            happened: Phrase(
                zh: "还没有加入：要等总部的人确认（至 \(until)）。请给总部打电话，念出这四个词：\(words.zh)。",
                en:
                    "not joined yet: a person at the hub has to confirm it, until \(until). Call the hub "
                    + "and read out these four words: \(words.en)."),
            safety: Safety.replicaUnchanged,
            remedies: [
                .run(
                    "moso enrol confirm \(site)",
                    Phrase(zh: "总部核对四个词后运行", en: "at the hub, once the words were the same")),
                .run(
                    command,
                    Phrase(zh: "总部确认后，用同一个邀请码再运行一次", en: "here after that, with the same code")
                ),
            ], details: ["site": .string(site), "words": .string(words.en)])
    }

    /// Nobody of that site waits to be confirmed.
    public static func noJoinWaits(_ site: String) -> Problem {
        Problem(
            .noPeer,
            happened: Phrase(
                zh: "站点“\(site)”没有等待确认的加入请求，或已过期。",
                en: "nobody of a site \"\(site)\" waits to be confirmed, or not any more."),
            safety: Safety.replicaUnchanged,
            remedies: [.run("moso enrol list")], details: ["site": .string(site)])
    }

    /// A person at the hub says that the words differ.
    public static func notConfirmedJoin(site: String) -> Problem {
        Problem(
            .enrolment,
            happened: Phrase(
                zh: "没有登记：四个词没有核对一致。", en: "not enrolled: the four words were not the same."),
            safety: Phrase(
                zh: "没有登记任何密钥，数据没有变化；请求仍在等待。",
                en: "No key was taken and your data is as it was; the request still waits."),
            remedies: [
                .run(
                    "moso enrol refuse \(site) --reason …",
                    Phrase(zh: "拒绝它，邀请码作废", en: "refuses it, and makes the code void"))
            ], details: ["site": .string(site)])
    }

    /// A person says that the words differ.
    public static func wordsDiffer(site: String) -> Problem {
        Problem(
            .enrolment,
            happened: Phrase(
                zh: "没有加入：四个词没有核对一致。", en: "not joined: the four words were not the same."),
            safety: Phrase(
                zh: "本站没有登记总部的密钥，数据没有变化；但总部已登记了凭这个邀请码到来的密钥。",
                en:
                    "This site has not taken the hub's key and your data is as it was; but the hub has "
                    + "taken a key that came with this code."),
            remedies: [
                .run(
                    "moso enrol revoke \(site) --reason …",
                    Phrase(zh: "请总部立即运行", en: "at the hub, at once"))
            ])
    }

    /// The hub of a code does not answer as it should.
    public static func hubNotReached(_ address: String, _ trouble: SyncTrouble) -> Problem {
        Problem(
            trouble.isPermanent ? .peerDenied : .peerUnreachable,
            happened: Phrase(
                zh: "没有加入：\(address)：\(trouble.cause.zh)。",
                en: "not joined: \(address): \(trouble.cause.en)."),
            safety: Safety.replicaUnchanged,
            remedies: [
                .run(
                    "moso enrol join", Phrase(zh: "邀请码仍然有效，稍后再试", en: "later; the code still holds")
                )
            ], details: ["address": .string(address), "detail": .string(trouble.detail)])
    }

    /// What was typed for the recovery key is none.
    public static func recoveryMistyped() -> Problem {
        hubKey(Catalogue.HubKey.mistyped, try: "moso key recover")
    }

    /// What was brought from the hub is not what it printed.
    public static func carriedMistyped() -> Problem {
        hubKey(Catalogue.HubKey.carriedMistyped, try: "moso key follow")
    }

    private static func hubKey(_ why: Phrase, try command: String) -> Problem {
        Problem(
            .usage, happened: Phrase(zh: "\(why.zh)。", en: "\(why.en)."),
            safety: Safety.replicaUnchanged, remedies: [.run(command)])
    }

    static func trust(_ fault: TrustFault) -> Problem {
        let why: Phrase =
            switch fault {
            case .ownSite: Phrase(zh: "这是本站自己", en: "this is the site itself")
            case .revoked(let site):
                Phrase(
                    zh: "这把密钥（\(site)）已被吊销，不能再用；请对方换一把新密钥",
                    en: "this key (of \(site)) was revoked, and that is for good; the site needs "
                        + "another")
            case .keyOfAnother(let site):
                Phrase(zh: "这把密钥属于 \(site)", en: "this key is that of \(site)")
            case .hasAnotherKey(let site):
                Phrase(
                    zh: "\(site) 已登记另一把密钥；要更换，先吊销旧的",
                    en: "\(site) is enrolled with another key; to replace it, revoke that first")
            case .notInRoster(let site):
                Phrase(
                    zh: "\(site) 用哪把密钥由总部名册决定，名册里没有这一把；请总部登记",
                    en:
                        "which keys stand for \(site) is in the hub's roster, and this one is not; have "
                        + "the hub enrol it")
            case .replacedLately, .hasRecoveryKey, .notTheRecoveryKey, .recoveredSince:
                Catalogue.HubKey.fault(fault)
            }
        return Problem(
            .enrolment,
            happened: Phrase(zh: "没有登记：\(why.zh)。", en: "not enrolled: \(why.en)."),
            safety: Safety.replicaUnchanged, remedies: [.run("moso enrol list")])
    }

    private static let nothingSent = Phrase(
        zh: "没有发送任何内容；数据都在本机，没有变化。",
        en: "Nothing was sent; your data is here and as it was.")
}
