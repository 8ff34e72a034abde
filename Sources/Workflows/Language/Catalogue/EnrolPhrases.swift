public import Storage
public import Wire

extension Catalogue {
    /// Which keys stand for which sites.
    public enum Enrol {
        public static let none = Phrase(
            zh: "没有登记任何密钥：本站还不与任何站点收发。",
            en: "No key is enrolled: this site exchanges with nobody yet.")

        public static let fingerprint = Phrase(zh: "密钥指纹", en: "Fingerprint")

        public static func valid(_ since: String) -> Phrase {
            Phrase(zh: "有效，登记于 \(since)", en: "valid since \(since)")
        }

        public static func revoked(_ at: String) -> Phrase {
            Phrase(zh: "已吊销，\(at)", en: "revoked \(at)")
        }

        public static func added(_ site: String, fingerprint: String) -> Phrase {
            Phrase(
                zh: "已登记 \(site) 的密钥：\(fingerprint)",
                en: "Enrolled the key of \(site): \(fingerprint)")
        }

        public static func wouldAdd(_ site: String, fingerprint: String) -> Phrase {
            Phrase(
                zh: "将登记 \(site) 的密钥：\(fingerprint)",
                en: "Would enrol the key of \(site): \(fingerprint)")
        }

        public static let keysFromNowOn = Phrase(
            zh: "请用电话与对方核对指纹。本站从此只与登记过的密钥、只用 TLS 收发。",
            en: "Compare the fingerprint with the other site by telephone. From now on this site "
                + "exchanges with enrolled keys and over TLS only.")

        public static let source = Phrase(zh: "来源", en: "From")

        public static func said(by source: SiteKeyRecord.Source) -> Phrase {
            switch source {
            case .here: Phrase(zh: "本站登记", en: "this site")
            case .roster: Phrase(zh: "总部名册", en: "the hub's roster")
            }
        }

        public static let words = Phrase(zh: "四个词", en: "Words")

        public static func invited(_ until: String) -> Phrase {
            Phrase(zh: "已邀请，有效至 \(until)", en: "invited until \(until)")
        }

        public static func invitation(_ site: String, until: String) -> Phrase {
            Phrase(
                zh: "给 \(site) 的邀请码，只能用一次，有效至 \(until)。请交给该站的人：",
                en:
                    "An invitation for \(site), good once, until \(until). Give it to the person there:"
            )
        }

        public static let howToJoin = Phrase(
            zh: "对方运行 moso enrol join，粘贴邀请码。之后用 moso enrol list 查看四个词，与对方用电话核对。",
            en:
                "They run moso enrol join and paste it. Then moso enrol list shows four words: compare "
                + "them by telephone.")

        public static func howToConfirm(_ site: String) -> Phrase {
            Phrase(
                zh: "对方运行 moso enrol join，粘贴邀请码，看到四个词，然后等待本站确认。与对方用电话核对后运行 "
                    + "moso enrol confirm \(site)；不一致则运行 moso enrol refuse \(site)。",
                en:
                    "They run moso enrol join, paste it, see four words and wait for a person here. Compare "
                    + "the words by telephone, then moso enrol confirm \(site); if they differ, "
                    + "moso enrol refuse \(site).")
        }

        public static func waits(until: String) -> Phrase {
            Phrase(zh: "等待确认，至 \(until)", en: "waits to be confirmed, until \(until)")
        }

        public static func asked(_ at: String) -> Phrase {
            Phrase(zh: "\(at) 到来", en: "came \(at)")
        }

        public static func toDecide(_ site: String) -> Phrase {
            Phrase(
                zh: "\(site) 在等待：用电话核对四个词，然后运行 moso enrol confirm \(site) 或 moso enrol refuse "
                    + "\(site)。",
                en:
                    "\(site) waits: compare the four words by telephone, then moso enrol confirm \(site) "
                    + "or moso enrol refuse \(site).")
        }

        public static func whoWaits(
            _ site: String, at: String, from address: String, fingerprint: String
        ) -> Phrase {
            Phrase(
                zh: "\(at)，有人从 \(address) 凭 \(site) 的邀请码到来，密钥指纹 \(fingerprint)。"
                    + "请给该站打电话（号码不要从对方的消息里取），让对方念出四个词：",
                en: "\(at), somebody came from \(address) with the code for \(site), with the key "
                    + "\(fingerprint). Call that site, at a number that you have not from them, and have "
                    + "them read out four words:")
        }

        public static func joinsAgain(_ site: String) -> Phrase {
            Phrase(
                zh: "\(site) 再运行一次 moso enrol join（同一个邀请码）即完成。",
                en: "\(site) runs moso enrol join once more, with the same code, and is done.")
        }

        public static func didRefuse(_ site: String, fingerprint: String) -> Phrase {
            Phrase(
                zh: "已拒绝凭 \(site) 的邀请码到来的密钥：\(fingerprint)",
                en: "Refused the key that came with the code for \(site): \(fingerprint)")
        }

        public static func inviteAnew(_ site: String) -> Phrase {
            Phrase(
                zh: "这个邀请码已作废。先弄清它是怎么落到别人手里的，再用 moso enrol invite 给 \(site) 一个新的。",
                en:
                    "That code is void. Find out how it got away, then give \(site) another one with "
                    + "moso enrol invite.")
        }

        public static let spanBounds = Phrase(
            zh: "--expires 应在 1 秒到 7 天之间。", en: "--expires has to be from one second to 7 days.")

        public static let yesNeeded = Phrase(
            zh: "没有人可以核对四个词：核对过的，或事后核对的，请加 --yes。",
            en: "Nobody is there to compare the four words; --yes goes on without, to be compared "
                + "afterwards.")

        public static let askCode = Phrase(
            zh: "请粘贴总部给的邀请码：", en: "Paste the code that the hub gave you:")

        public static let compareWords = Phrase(
            zh: "请用电话与总部核对这四个词（总部：moso enrol list）：",
            en: "Compare these four words with the hub by telephone (there: moso enrol list):")

        public static let askSame = Phrase(zh: "一致吗？[y/N]", en: "Are they the same? [y/N]")

        public static func joined(_ hub: String) -> Phrase {
            Phrase(
                zh: "已加入 \(hub)：两端已互相登记密钥，从此只用 TLS 收发。",
                en:
                    "Joined \(hub): both ends have enrolled each other's key, and exchange over TLS only."
            )
        }

        public static let mistyped = Phrase(
            zh: "这不是邀请码，或者抄错了", en: "this is no invitation, or it was mistyped")

        public static func forAnother(_ site: String, here: String) -> Phrase {
            Phrase(
                zh: "这个邀请码给 \(site) 用，这里是 \(here)",
                en: "the invitation is for \(site), and this is \(here)")
        }

        public static func fault(_ fault: JoinFault) -> Phrase {
            switch fault {
            case .unknown:
                Phrase(zh: "总部没有这个邀请码，或它已失效", en: "the hub has no such invitation, or not any more")
            case .expired: Phrase(zh: "邀请码已过期", en: "the invitation has expired")
            case .used:
                Phrase(
                    zh: "邀请码已被用过；如果不是你们用的，请立即告诉总部",
                    en: "the invitation was used already; if not by you, tell the hub at once")
            case .burnt:
                Phrase(
                    zh: "邀请码因多次错误的尝试而作废", en: "the invitation is void after too many wrong tries")
            case .wrongProof: Phrase(zh: "邀请码与总部的不符", en: "the invitation does not fit the hub's")
            case .otherSite: Phrase(zh: "邀请码给另一个站点用", en: "the invitation is for another site")
            case .waits:
                Phrase(zh: "要等总部的人确认", en: "a person at the hub has to confirm it first")
            case .refused:
                Phrase(
                    zh: "总部的人核对后拒绝了它；请与总部联系",
                    en: "a person at the hub compared the words and refused it; call the hub")
            case .keyRefused:
                Phrase(
                    zh: "总部不接受本站的密钥：它已被吊销，或属于另一个站点",
                    en:
                        "the hub does not take this site's key: it was revoked, or is another site's"
                )
            }
        }

        public static func didRevoke(_ site: String, fingerprint: String) -> Phrase {
            Phrase(
                zh: "已吊销 \(site) 的密钥：\(fingerprint)",
                en: "Revoked the key of \(site): \(fingerprint)")
        }

        public static func wouldRevoke(_ site: String, fingerprint: String) -> Phrase {
            Phrase(
                zh: "将吊销 \(site) 的密钥：\(fingerprint)",
                en: "Would revoke the key of \(site): \(fingerprint)")
        }

        public static func keepsWhatItHas(_ site: String) -> Phrase {
            Phrase(
                zh: "本站立即不再与它收发；\(site) 手里已有的数据收不回来。其他站点仍与它收发：请总部也吊销它。",
                en: "This site serves it no more, from this moment. What \(site) already holds "
                    + "cannot be called back. Other sites still exchange with it: have the hub revoke it, too."
            )
        }

        public static func goesToAll(_ site: String) -> Phrase {
            Phrase(
                zh: "总部立即不再与它收发；其他站点在下次与总部收发时得知，之后也不再与它收发。\(site) 手里已有的数据收不回来。",
                en:
                    "The hub serves it no more, from this moment; every other site from its next sync with "
                    + "the hub on. What \(site) already holds cannot be called back.")
        }
    }
}
