extension Problem {
    public static func replicaMissing(_ path: String) -> Problem {
        Problem(
            .replicaMissing,
            happened: Phrase(
                zh: "\(path) 没有 moso 的副本。", en: "there is no replica at \(path)."),
            safety: Safety.nothingRead,
            remedies: [
                .run("moso init --site anji", Phrase(zh: "把本机设为分站", en: "set up this machine")),
                .advice(
                    Phrase(zh: "用 --data 指明副本的位置", en: "name the place with --data")),
            ],
            details: ["path": .string(path)])
    }

    public static func replicaExists(_ path: String, site: String) -> Problem {
        Problem(
            .replicaExists,
            happened: Phrase(
                zh: "\(path) 已有分站 \(site) 的副本。",
                en: "\(path) holds the replica of \(site) already."),
            safety: Phrase(zh: "它没有被改动。", en: "It was not touched."),
            remedies: [
                .run("moso status", Phrase(zh: "查看它的状态", en: "see how it is")),
                .run("moso init --data …", Phrase(zh: "换一个位置", en: "choose another place")),
            ],
            details: ["path": .string(path), "site": .string(site)])
    }

    /// The file belongs to another program.
    public static func replicaForeign(_ path: String, why: Phrase) -> Problem {
        Problem(
            .replicaForeign,
            happened: Phrase(
                zh: "\(path) 不是 moso 的副本：\(why.zh)。",
                en: "\(path) is not a moso replica: \(why.en)."),
            safety: Phrase(
                zh: "文件只读打开过，没有改动。", en: "The file was only looked at, not changed."),
            remedies: [
                .advice(
                    Phrase(zh: "用 --data 指明副本的位置", en: "name the right place with --data"))
            ],
            details: ["path": .string(path)])
    }

    public static func replicaNewer(_ path: String, found: Int, known: Int) -> Problem {
        Problem(
            .replicaNewer,
            happened: Phrase(
                zh: "\(path) 由更新的 moso 写成（格式 \(found)，本程序只认到 \(known)）。",
                en:
                    "\(path) was written by a newer moso (format \(found), this one knows \(known))."
            ),
            safety: Phrase(
                zh: "为避免写坏文件，没有打开；数据没有变化。",
                en: "It was left alone so that nothing is spoilt; no data was changed."),
            remedies: [
                .advice(Phrase(zh: "升级本机的 moso", en: "upgrade moso on this machine")),
                .run(
                    "moso restore FILE",
                    Phrase(
                        zh: "或者用升级前自动做的备份（在 backup 里）恢复；现有文件会放到一边",
                        en:
                            "or goes back to the backup that the upgrade made (in backup), and puts "
                            + "this file aside")),
            ],
            details: ["path": .string(path), "found": .count(found), "known": .count(known)])
    }

    /// The open file was removed, moved or replaced.
    public static func replicaReplaced(_ path: String) -> Problem {
        Problem(
            .replicaReplaced,
            happened: Phrase(
                zh: "\(path) 在使用中被移走或换掉了。",
                en: "\(path) was removed or replaced while it was in use."),
            safety: Phrase(
                zh: "守护进程已停止，没有再写进旧文件。此前收到的改动，对方分站会再发一次。",
                en:
                    "The daemon has stopped and writes nothing more into the old file. What it had received "
                    + "before, the other sites send again."),
            remedies: [
                .advice(
                    Phrase(
                        zh: "文件放好后重新启动 mosod；换文件之前请先停止它",
                        en: "start mosod again once the file is in place; next time, stop it first")
                )
            ],
            details: ["path": .string(path)])
    }

    /// The file or its log contradicts itself.
    public static func replicaDamaged(_ path: String, where place: Phrase) -> Problem {
        Problem(
            .replicaDamaged,
            happened: Phrase(
                zh: "\(path) 已损坏：\(place.zh)。", en: "\(path) is damaged: \(place.en)."),
            safety: Phrase(
                zh: "已停止写入。已同步出去的改动在其他分站都有。",
                en: "Writing has stopped. Every change that was sent is at the other sites."),
            remedies: [
                .run(
                    "cp -a \(path.asShellWord) \("\(path).damaged".asShellWord)",
                    Phrase(zh: "先留一份", en: "keep a copy first")),
                .advice(
                    Phrase(
                        zh: "从备份恢复，再同步取回其余改动",
                        en: "restore a backup; the rest comes back with the next sync")),
            ],
            details: ["path": .string(path), "where": .string(place.en)])
    }

    public static func replicaDiffers(peer: Phrase, records: Int) -> Problem {
        Problem(
            .replicaDiffers,
            happened: Phrase(
                zh: "与\(peer.zh)相比，\(records.grouped) 条记录不同。",
                en: "\(English.counted(records, "record")) "
                    + "\(English.form(records, "differs", "differ")) from \(peer.en)."),
            safety: Phrase(
                zh: "只做了比对，没有改动；日志里的改动都在。",
                en: "This was a comparison only; every change is still in the log."),
            remedies: [
                .run("moso sync", Phrase(zh: "先同步再核对", en: "then verify again")),
                .run("moso verify --json", Phrase(zh: "列出差异", en: "list the differences")),
            ],
            details: ["records": .count(records)])
    }
}
