internal import Causality

extension Problem {
    /// Why there is no backup, or nothing is restored from one.
    public static func backup(_ trouble: BackupTrouble) -> Problem {
        switch trouble {
        case .exists(let path): fileExists(path)
        case .noBackup(let path, let why): noBackup(path, Catalogue.Cause.foreign(why))
        case .unsound(let path, let findings):
            backupUnsound(path, findings.count, first: findings.first.map(Catalogue.Verify.finding))
        case .sealed(let path, let recipient): backupSealed(path, for: recipient)
        case .otherKey(let path, let recipient): backupOfOtherKey(path, for: recipient)
        case .spoilt(let path): backupSpoilt(path)
        case .noKey(let path): noBackupKey(path)
        case .inUse: restoringUnderUse
        case .otherSite(let path, let found, let here):
            backupOfAnother(path, found: found.name, here: here.name)
        }
    }

    /// The plan was shown, and the answer was no.
    public static let notConfirmed = Problem(
        .notConfirmed, happened: Phrase(zh: "没有确认，没有恢复。", en: "not confirmed; not restored."),
        safety: Phrase(zh: "现有副本没有动过。", en: "The present replica was not touched."),
        remedies: [
            .run(
                "moso restore FILE -n", Phrase(zh: "再看一次计划", en: "shows the plan once more"))
        ])

    private static func noBackup(_ path: String, _ why: Phrase) -> Problem {
        Problem(
            .replicaForeign,
            happened: Phrase(
                zh: "\(path) 不是 moso 的备份：\(why.zh)。", en: "\(path) is no backup of moso: \(why.en)."
            ),
            safety: Phrase(
                zh: "现有副本没有动过。", en: "The present replica was not touched."),
            remedies: [
                .run("moso backup list", Phrase(zh: "换一份备份", en: "take another backup"))
            ],
            details: ["path": .string(path)])
    }

    private static func backupSealed(_ path: String, for recipient: String) -> Problem {
        Problem(
            .inputNeeded,
            happened: Phrase(
                zh: "\(path) 是加密的备份，没有 \(recipient) 的私钥打不开。",
                en: "\(path) is sealed: nobody opens it without the secret half of \(recipient)."),
            safety: Safety.nothingWritten,
            remedies: [
                .advice(
                    Phrase(
                        zh: "把纸上的密码写进一个文件（权限 0600）",
                        en: "write the code on paper into a file of mode 0600")),
                .run("moso restore FILE --key KEYFILE"),
            ],
            details: ["path": .string(path), "recipient": .string(recipient)])
    }

    private static func backupOfOtherKey(_ path: String, for recipient: String) -> Problem {
        Problem(
            .backupUnsound,
            happened: Phrase(
                zh: "\(path) 是为另一把密钥 \(recipient) 加密的，给出的密钥打不开。",
                en:
                    "\(path) is sealed for another key, \(recipient); the one given does not open it."
            ),
            safety: Safety.nothingWritten,
            remedies: [.run("moso restore FILE --key KEYFILE")],
            details: ["path": .string(path), "recipient": .string(recipient)])
    }

    private static func backupSpoilt(_ path: String) -> Problem {
        Problem(
            .backupUnsound,
            happened: Phrase(
                zh: "\(path) 与写下时不同：有字节被改动或缺失。",
                en: "\(path) is not as it was written: bytes were changed or are missing."),
            safety: Safety.nothingWritten,
            remedies: [
                .run("moso backup list", Phrase(zh: "换一份备份", en: "take another backup"))
            ],
            details: ["path": .string(path)])
    }

    private static func noBackupKey(_ path: String) -> Problem {
        Problem(
            .backupUnsound,
            happened: Phrase(
                zh: "\(path) 里没有备份密码，或者抄错了。",
                en: "\(path) holds no code of a backup key, or one that was mistyped."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso restore FILE --key KEYFILE")],
            details: ["path": .string(path)])
    }

    private static let restoringUnderUse = Problem(
        .busy,
        happened: Phrase(
            zh: "另一个程序（例如 mosod）正打开着这个副本，不能换下它。",
            en: "another program, such as mosod, has this replica open, so it is not replaced."),
        safety: Safety.nothingWritten,
        remedies: [
            .run("systemctl stop moso", Phrase(zh: "停下服务", en: "stop the service")),
            .run("moso restore FILE", Phrase(zh: "然后再运行一次", en: "then run it again")),
        ])

    private static func backupUnsound(_ path: String, _ count: Int, first: Phrase?) -> Problem {
        Problem(
            .backupUnsound,
            happened: Phrase(
                zh: "\(path) 不能作为备份：核对出 \(count.grouped) 处问题。",
                en: "\(path) is no sound backup: \(English.counted(count, "thing")) found wrong."
            ),
            safety: Phrase(
                zh: "现有副本没有动过。", en: "The present replica was not touched."),
            remedies: [
                .run("moso verify", Phrase(zh: "核对现有副本", en: "check the present replica")),
                .run("moso backup list", Phrase(zh: "换一份备份", en: "take another backup")),
            ],
            details: [
                "path": .string(path), "findings": .count(count),
                "first": first.map { .string($0.en) } ?? .null,
            ])
    }

    private static func backupOfAnother(_ path: String, found: String, here: String) -> Problem {
        Problem(
            .backupOfAnother,
            happened: Phrase(
                zh: "\(path) 是 \(found) 的备份，这里是 \(here)。",
                en: "\(path) is a backup of \(found), and this is \(here)."),
            safety: Safety.nothingWritten,
            remedies: [
                .run("moso backup list", Phrase(zh: "本站的备份", en: "the backups of this site")),
                .run(
                    "moso --data DIR restore \(path.asShellWord)",
                    Phrase(zh: "恢复到另一个目录", en: "restore it in another directory")),
            ],
            details: ["found": .string(found), "here": .string(here)])
    }
}
