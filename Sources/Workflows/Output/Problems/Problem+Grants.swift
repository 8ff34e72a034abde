public import Causality
public import Storage

extension Problem {
    /// A scope that follows from a site's name, or the hub, which holds all of them.
    public static func notGrantable(_ scope: ScopeID, _ site: SiteID) -> Problem {
        Problem(
            .grant,
            happened: Phrase(
                zh: "不能授予或收回：\(site) 对 \(scope) 的权限由名称决定。",
                en:
                    "\(scope) can neither be granted to \(site) nor withdrawn: names decide about it."
            ),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "moso members grant SITE capital --reason …",
                    Phrase(
                        zh: "可以授予总部以外站点的是 capital 和 city/代码",
                        en: "capital and city/CODE can be granted, to sites other than the hub"))
            ], details: ["scope": .string(scope.name), "site": .string(site.name)])
    }

    /// A name that is no scope's.
    public static func scopeName(_ text: String) -> Problem {
        Problem(
            .usage,
            happened: Phrase(
                zh: "“\(text)” 不是数据范围的名称。", en: "\u{201C}\(text)\u{201D} is no scope."),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "moso members grants",
                    Phrase(
                        zh: "范围写作 capital 或 city/330523", en: "scopes are capital and city/330523"))
            ], details: ["scope": .string(text)])
    }

    /// A file of unsent work that is not taken.
    public static func badWork(_ path: String, _ why: WorkFault) -> Problem {
        let (said, remedy): (Phrase, Remedy) =
            switch why {
            case .garbled:
                (
                    Phrase(zh: "不是这样的文件，或不完整", en: "it is no such file, or not a whole one"),
                    .run("moso status")
                )
            case .ofAnother(let site):
                (
                    Phrase(zh: "是 \(site) 的", en: "it is \(site)'s"),
                    .run("moso status")
                )
            case .notSigned:
                (
                    Phrase(
                        zh: "没有本站密钥对全部内容的签名", en: "no signature of this site covers all of it"),
                    .run("moso key show")
                )
            case .notGranted(let scope):
                (
                    Phrase(
                        zh: "本站没有 \(scope) 的权限，或授权尚未到达",
                        en: "\(scope) is not granted to this site, or the grant has not come yet"),
                    .run("moso sync")
                )
            }
        return Problem(
            .unsentWork,
            happened: Phrase(
                zh: "没有取回 \(path)：\(said.zh)。", en: "\(path) was not taken back: \(said.en)."),
            safety: Safety.nothingWritten, remedies: [remedy], details: ["path": .string(path)])
    }
}
