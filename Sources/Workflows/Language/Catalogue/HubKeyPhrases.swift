internal import Storage

extension Catalogue {
    /// The hub's own key, and the one on paper.
    public enum HubKey {
        public static func rotated(fingerprint: String) -> Phrase {
            Phrase(
                zh: "总部已换上新密钥，指纹 \(fingerprint)；各站下次收发时自动得知，旧密钥还有三十天可用。",
                en:
                    "The hub has another key, fingerprint \(fingerprint). Each site learns of it with its next exchange; the old one is taken for thirty days."
            )
        }

        public static let codesVoid = Phrase(
            zh: "已给出而未用的邀请码作废，请重新给出。",
            en: "Codes that are out and were not used are void; give them anew.")

        public static let noPaper = Phrase(
            zh: "还没有恢复密钥：总部密钥丢失或被盗时，要逐站重新登记。请运行 moso key recovery。",
            en:
                "There is no recovery key: were this key lost or stolen, each site would be enrolled anew. Run moso key recovery."
        )

        public static func paper(fingerprint: String) -> Phrase {
            Phrase(
                zh: "恢复密钥（写在纸上的那一把）的指纹：\(fingerprint)",
                en: "The recovery key, which is on paper, has the fingerprint \(fingerprint)")
        }

        public static let writeDown = Phrase(
            zh: "恢复密钥只显示这一次。抄在纸上，锁好，不要存入任何机器：",
            en:
                "The recovery key is shown this once. Write it on paper, lock it away, and keep it on no machine:"
        )

        public static let howToUse = Phrase(
            zh: "各站下次收发时得知它的公开一半。总部密钥丢失或被盗时，在总部运行 moso key recover。",
            en:
                "Each site learns its public half with the next exchange. When the hub's key is lost or stolen, run moso key recover at the hub."
        )

        public static let askCode = Phrase(zh: "恢复密钥：", en: "The recovery key:")

        public static func recovered(fingerprint: String) -> Phrase {
            Phrase(
                zh: "总部已换上新密钥，指纹 \(fingerprint)；得知此事的站点不再认任何旧密钥。",
                en:
                    "The hub has another key, fingerprint \(fingerprint). A site that has heard of it takes no earlier one."
            )
        }

        public static let carry = Phrase(
            zh: "连不上总部的站点，把下面一行交给它（可经任何途径，不是秘密），在那里运行 moso key follow：",
            en:
                "A site that cannot reach the hub any more needs the line below, by any way, as it is no secret; there moso key follow takes it:"
        )

        public static let askCarried = Phrase(
            zh: "总部给的那一行（moso-hub-key …）：", en: "The line from the hub (moso-hub-key …):")

        public static func followed(_ hub: String, fingerprint: String) -> Phrase {
            Phrase(
                zh: "\(hub) 的密钥从现在起是 \(fingerprint)；不再认此前的。",
                en: "The key of \(hub) is \(fingerprint) from now on; none before it is taken.")
        }

        public static func knownAlready(_ hub: String) -> Phrase {
            Phrase(zh: "\(hub) 的这把密钥本站已在用。", en: "This is the key of \(hub) here already.")
        }

        public static let mistyped = Phrase(
            zh: "这不是恢复密钥，或有抄写错误", en: "this is no recovery key, or was mistyped")
        public static let carriedMistyped = Phrase(
            zh: "这不是总部给的那一行，或不完整，或被改动",
            en: "this is not the hub's line, or not the whole of it, or it was changed")

        static func fault(_ fault: TrustFault) -> Phrase {
            switch fault {
            case .replacedLately(let until):
                let day = TimeText.day(Int64(clamping: until))
                return Phrase(
                    zh: "总部密钥刚换过，到 \(day) 之前可能还有站点不知道；密钥丢失或被盗时用 moso key recover",
                    en:
                        "the hub's key was replaced a short while ago, and until \(day) some site may not have heard of it; for one that is lost or stolen there is moso key recover"
                )
            case .hasRecoveryKey:
                return Phrase(
                    zh: "已有恢复密钥，不能再设一把：各站只认最先听到的",
                    en: "there is a recovery key, and each site heeds the first that it heard of")
            case .recoveredSince:
                return Phrase(
                    zh: "此后恢复密钥又声明过别的，或本站已吊销这把密钥",
                    en: "something else was said since with the recovery key, or this key was "
                        + "revoked here")
            default:
                return Phrase(
                    zh: "恢复密钥不是这一把，或这里还没有听说过恢复密钥",
                    en: "the recovery key is another one, or none has been heard of here")
            }
        }
    }
}
