public import Causality

extension Catalogue {
    /// `moso members save-work` and `take-in`.
    public enum LateWork {
        public static func saved(_ count: Int, _ path: String, hub: String) -> Phrase {
            Phrase(
                zh: "\(hub) 还没有的 \(count.grouped) 笔改动已存入 \(path)。",
                en:
                    "\(path) holds what \(hub) does not have yet: \(English.counted(count, "transaction"))."
            )
        }

        public static let bring = Phrase(
            zh: "把文件交给总部收下：moso members take-in FILE --reason …",
            en: "Carry it to the hub, which takes it in: moso members take-in FILE --reason …")

        public static func none(_ hub: String) -> Phrase {
            Phrase(zh: "\(hub) 已有本站的全部改动。", en: "\(hub) has everything that was written here.")
        }

        public static func takenIn(_ count: Int, _ site: SiteID, until end: String) -> Phrase {
            Phrase(
                zh: "\(site) 在 \(end) 之前写的 \(count.grouped) 笔改动已收下。",
                en:
                    "Taken in of \(site), written before \(end): \(English.counted(count, "transaction"))."
            )
        }

        public static func wouldTake(_ count: Int, _ site: SiteID, until end: String) -> Phrase {
            Phrase(
                zh: "将收下 \(site) 在 \(end) 之前写的 \(count.grouped) 笔改动。",
                en:
                    "To be taken in of \(site), written before \(end): \(English.counted(count, "transaction"))."
            )
        }

        public static func known(_ count: Int) -> Phrase {
            Phrase(zh: "\(count.grouped) 笔已经有了。", en: "\(count.grouped) were here already.")
        }

        public static func later(_ count: Int) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 笔写于期限之后，没有收下。",
                en: "\(count.grouped) were written after the end, and stay out.")
        }

        public static func aside(_ count: Int, _ first: String) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 笔超出该站的权限，没有收下，如 \(first)。",
                en: "\(count.grouped) are not the site's to write, and stay out: \(first).")
        }

        /// What a dated note about the site says of it.
        public static func note(_ taken: Int, later: Int, file: String) -> Phrase {
            Phrase(
                zh: "退出后收下未发出的改动：\(taken.grouped) 笔；期限之后的 \(later.grouped) 笔未收。文件 \(file)",
                en:
                    "Unsent work taken in after retirement: \(taken.grouped); written after the end and left out: \(later.grouped). File \(file)"
            )
        }
    }
}

extension Catalogue.Help {
    public static let membersSaveUnsent = Entry(
        Phrase(
            zh: "已退出的站点：把未发出的改动存入签名的文件。",
            en: "At a site that has left: save unsent work in a signed file."),
        detail: Phrase(
            zh: "文件由总部用 moso members take-in 收下。其中是记录的内容：只交给总部，之后删除。",
            en:
                "The hub takes it in with moso members take-in. It holds records: give it to nobody else, and delete "
                + "it afterwards."),
        [Example("moso members save-work sanya-last.body")])

    public static let membersTakeIn = Entry(
        Phrase(
            zh: "总部：收下已退出站点在退出之前写的改动。",
            en: "The hub: take in what a site that has left wrote before it left."),
        detail: Phrase(
            zh: "逐笔核对签名和权限；期限之后写的不收。期限是退出的时刻，或用 --until 指定最后一天。先收下，再注销密钥。",
            en:
                "Signature and rights are checked of each change; what was written after the end stays out: after the "
                + "retirement, or after the day given by --until. Take in first, revoke the key afterwards."
        ),
        [
            Example("moso members take-in sanya-last.body -n"),
            Example(
                Phrase(
                    zh: "moso members take-in sanya-last.body --until 2023-08-31 --reason 合作期满",
                    en:
                        "moso members take-in sanya-last.body --until 2023-08-31 --reason \"contract ended\""
                )),
        ])
}

extension Catalogue.Flag {
    public static let lateWorkFile = Phrase(zh: "文件。", en: "The file.")
    public static let lateWorkUntil = Phrase(
        zh: "最后一天（含），如 2023-08-31；不写时到退出为止。",
        en: "The last day that counts, such as 2023-08-31; until the retirement when left out.")
}
