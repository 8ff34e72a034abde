internal import Causality

extension Problem {
    /// A file of a site that has left, which is not taken in.
    public static func lateWork(_ path: String, _ why: LateWorkFault) -> Problem {
        let (said, remedy) = told(why)
        return Problem(
            .unsentWork,
            happened: Phrase(
                zh: "没有收下 \(path)：\(said.zh)。", en: "\(path) was not taken in: \(said.en)."),
            safety: Safety.nothingWritten, remedies: [remedy], details: ["path": .string(path)])
    }

    private static func told(_ why: LateWorkFault) -> (Phrase, Remedy) {
        switch why {
        case .garbled:
            (
                Phrase(
                    zh: "不是这样的文件，不完整，或不是给本总部的",
                    en: "it is no such file, not a whole one, or not for this hub"),
                .run(
                    "moso members save-work FILE",
                    Phrase(zh: "在退出的站点重新生成", en: "makes it anew, at the site that has left"))
            )
        case .isNoFormerMember(let site):
            (
                Phrase(
                    zh: "\(site) 没有退出；成员用同步发送", en: "\(site) has not retired; a member syncs"),
                .run("moso members list")
            )
        case .notSigned(let site):
            (
                Phrase(
                    zh: "没有 \(site) 的有效签名覆盖全部内容",
                    en: "no signature of \(site) that counts covers all of it"),
                .run("moso enrol list")
            )
        case .revoked(let site):
            (
                Phrase(
                    zh: "\(site) 的密钥已注销，这些改动在注销的界限之外",
                    en: "\(site)'s key was revoked, and this lies beyond what counts of it"),
                .advice(
                    Phrase(
                        zh: "先收下，再注销密钥；已注销的，由人重新录入",
                        en:
                            "take in first, revoke afterwards; what is needed of it has to be typed anew"
                    ))
            )
        case .lacks(let dots):
            (
                Phrase(
                    zh: "其依据 \(dots.first?.description ?? "") 这里没有",
                    en: "it builds on \(dots.first?.description ?? ""), which is not here"),
                .run(
                    "moso sync",
                    Phrase(
                        zh: "在其他站点同步；文件有几个的，按顺序收下",
                        en: "at the other sites; of several files the first goes first"))
            )
        case .trimmed(let site):
            (
                Phrase(
                    zh: "\(site) 写这些时没有见到的历史已经清理，无法再合并",
                    en:
                        "history that \(site) had not seen then has been trimmed, so it cannot be merged any more"
                ),
                .advice(
                    Phrase(zh: "需要的内容由人重新录入", en: "what is needed of it has to be typed anew"))
            )
        case .tooMuch(let site):
            (
                Phrase(
                    zh: "\(site) 今天带来的内容已达上限", en: "\(site) has brought what it may in a day"),
                .advice(Phrase(zh: "明天再收", en: "take it in tomorrow"))
            )
        }
    }
}
