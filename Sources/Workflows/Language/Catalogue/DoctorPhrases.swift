extension Catalogue {
    /// What `moso doctor` says.
    public enum Doctor {
        public static func name(_ subject: CheckUp.Subject) -> Phrase {
            switch subject {
            case .settings: Phrase(zh: "配置", en: "Settings")
            case .account: Phrase(zh: "账户", en: "Account")
            case .files: Phrase(zh: "文件权限", en: "File modes")
            case .disk: Phrase(zh: "磁盘空间", en: "Disk space")
            case .database: Phrase(zh: "数据库完整性", en: "Database")
            case .log: Phrase(zh: "日志末端", en: "End of the log")
            case .identity: Phrase(zh: "副本身份", en: "Identity")
            case .key: Phrase(zh: "密钥与登记", en: "Key and enrolment")
            case .backups: Phrase(zh: "备份", en: "Backups")
            case .unfinished: Phrase(zh: "未完成的备份", en: "Unfinished backups")
            case .erasures: Phrase(zh: "个人信息抹除", en: "Erasures")
            case .clock: Phrase(zh: "系统时间", en: "Clock")
            case .peers: Phrase(zh: "对端", en: "Peer")
            case .daemon: Phrase(zh: "守护进程", en: "Daemon")
            case .versions: Phrase(zh: "版本", en: "Versions")
            }
        }

        public static func line(_ name: Phrase, _ says: Phrase) -> Phrase {
            Phrase(zh: "\(name.zh)：\(says.zh)", en: "\(name.en): \(says.en)")
        }

        public static func toMend(_ command: String) -> Phrase {
            Phrase(zh: "可以：\(command)", en: "Try: \(command)")
        }

        public static let allWell = Phrase(zh: "没有发现问题。", en: "Nothing is wrong.")
        public static func found(_ count: Int) -> Phrase {
            Phrase(
                zh: "有 \(count.grouped) 项需要处理。",
                en:
                    "\(English.counted(count, "thing")) \(English.form(count, "needs", "need")) attention."
            )
        }
        public static func couldFix(_ count: Int) -> Phrase {
            Phrase(
                zh: "其中 \(count.grouped) 项可以自动处理：moso doctor --fix",
                en: "\(count.grouped) of them can be mended by: moso doctor --fix")
        }
        public static func fixed(_ what: Phrase) -> Phrase {
            Phrase(zh: "已处理：\(what.zh)。", en: "Mended: \(what.en).")
        }
        public static let nothingToFix = Phrase(
            zh: "没有可以自动处理的问题。", en: "There is nothing that could be mended without you.")

        // Files and the machine.
        public static let isLink = Phrase(zh: "是一个链接", en: "is a link")
        public static let otherOwner = Phrase(
            zh: "不属于运行守护进程的用户", en: "does not belong to the account that runs the daemon")
        public static let isOpen = Phrase(zh: "其他用户可以读写", en: "is open to other accounts")
        static let filesGood = Phrase(zh: "只有本账户能读写", en: "this account's alone")
        static func filesOpen(_ path: String, _ what: Phrase, more: Int) -> Phrase {
            more == 0
                ? Phrase(zh: "\(path) \(what.zh)", en: "\(path) \(what.en)")
                : Phrase(
                    zh: "\(path) \(what.zh)，另有 \(more.grouped) 处",
                    en: "\(path) \(what.en), and \(more.grouped) more")
        }
        static func closed(_ paths: [String]) -> Phrase {
            Phrase(
                zh: "已不让其他用户读写 \(paths.joined(separator: "、"))",
                en: "closed to other accounts: \(paths.joined(separator: ", "))")
        }
        static func otherAccount(_ owner: String) -> Phrase {
            Phrase(
                zh: "副本属于账户 \(owner)；用别的账户打开，会留下守护进程打不开的文件",
                en:
                    "the replica belongs to \(owner); opened by another account it is left with files "
                    + "that its daemon cannot open")
        }
        static func disk(free: Phrase, needed: Phrase) -> Phrase {
            Phrase(
                zh: "剩余 \(free.zh)；试恢复备份和整理需要 \(needed.zh)",
                en: "\(free.en) free; a backup with its trial needs \(needed.en)")
        }
        static let diskUnknown = Phrase(zh: "查不到剩余空间", en: "nobody says how much is free")

        // The replica.
        static func databaseGood(_ size: Phrase) -> Phrase {
            Phrase(zh: "完整，\(size.zh)", en: "whole, \(size.en)")
        }
        static func damaged(_ words: String) -> Phrase {
            Phrase(
                zh: "已损坏：\(words)。先停 mosod，再从备份恢复",
                en: "damaged: \(words). Stop mosod, then restore a backup")
        }
        static func logGood(_ streams: Int) -> Phrase {
            Phrase(
                zh: "\(streams.grouped) 条链的末端都对得上",
                en:
                    "\(English.counted(streams, "chain")) \(English.form(streams, "ends", "end")) where the replica says"
            )
        }
        static func logBad(_ count: Int, first: String) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 条链的末端对不上，如 \(first)",
                en:
                    "\(English.counted(count, "chain")) \(English.form(count, "does", "do")) not end where the "
                    + "replica says, such as \(first)")
        }
        static func identityGood(_ site: String, epoch: Int) -> Phrase {
            Phrase(zh: "\(site)，第 \(epoch) 纪元", en: "\(site), epoch \(epoch)")
        }
        static let noKey = Phrase(zh: "本站还没有密钥", en: "this site has no key yet")
        static func keyRevoked(_ site: String) -> Phrase {
            Phrase(
                zh: "本站的密钥已被吊销（\(site)）：问总部，再换新密钥",
                en: "this site's key is revoked (\(site)): ask the hub, then take a new one")
        }
        static func hubUnknown(_ hub: String) -> Phrase {
            Phrase(
                zh: "不认识总部 \(hub) 的密钥，不能与任何站点收发",
                en: "the key of the hub \(hub) is not known, so nothing is exchanged with anybody")
        }
        static func keyGood(_ fingerprint: String, others: Int) -> Phrase {
            Phrase(
                zh: "指纹 \(fingerprint)，登记的其他站点 \(others.grouped) 个；证书按需现做，不会过期",
                en:
                    "fingerprint \(fingerprint), \(English.counted(others, "other site")) enrolled; "
                    + "certificates are made when they are needed and do not run out")
        }
        static let noBackup = Phrase(zh: "还没有备份", en: "there is no backup yet")
        static func backup(_ path: String, ago: Phrase, size: Phrase) -> Phrase {
            Phrase(
                zh: "最近一份 \(ago.zh)，\(size.zh)：\(path)",
                en: "the last \(ago.en), \(size.en): \(path)")
        }
        static func laterBackups(_ count: Int, first: String) -> Phrase {
            Phrase(
                zh: "有 \(count.grouped) 份备份标的时间比现在还晚，如 \(first)：当时或现在的系统时间不对",
                en:
                    "\(English.counted(count, "backup")) \(English.form(count, "is", "are")) named by a time that is "
                    + "yet to come, such as \(first): the clock was wrong then, or is now")
        }
        static let nothingUnfinished = Phrase(zh: "没有", en: "none")
        static let backupRuns = Phrase(zh: "正在做一份备份", en: "a backup is being made")
        static func unfinished(_ paths: [String]) -> Phrase {
            Phrase(
                zh: "中断的备份留下了全部记录的副本：\(paths.joined(separator: "、"))",
                en: "a backup that was cut short has left copies of every record: "
                    + "\(paths.joined(separator: ", "))")
        }
        static func unfinishedLocked(_ paths: [String], _ why: Phrase) -> Phrase {
            Phrase(
                zh: "\(unfinished(paths).zh)；现在不能清除：\(why.zh)",
                en: "\(unfinished(paths).en). It cannot be cleared away now: \(why.en)")
        }
        static func cleared(_ paths: [String]) -> Phrase {
            Phrase(
                zh: "已清除 \(paths.joined(separator: "、"))",
                en: "cleared away \(paths.joined(separator: ", "))")
        }
        static let erasuresGood = Phrase(zh: "没有遗留", en: "nothing is left of any")
        static func erasuresAside(_ files: String) -> Phrase {
            Phrase(
                zh: "\(files) 是换下的旧副本，可能仍含已抹除的个人信息；总部数据齐全后请删除",
                en:
                    "\(files): a replica put aside may hold what was erased; remove it when the hub "
                    + "has everything")
        }
        public static let erasuresDone = Phrase(
            zh: "已抹除的个人信息不再留在任何文件里", en: "what was erased lies in no file any more")
        static func clockGood(_ time: String) -> Phrase {
            Phrase(
                zh: "\(time)，没有发现走快的时钟", en: "\(time), and no clock is known to be ahead")
        }
        static func clockBeforeOwn(_ time: String, _ last: String) -> Phrase {
            Phrase(
                zh: "\(time)，早于本站自己最近的改动（\(last)）：时钟现在不对，或者当时不对。改动照常保存，次序不受影响",
                en:
                    "\(time), which is before this site's own last change (\(last)): the clock is wrong now, or was then. "
                    + "Changes are kept all the same, in their order")
        }
        static func clockAgainst(_ peer: String, _ skew: Phrase) -> Phrase {
            Phrase(zh: "与 \(peer) 相差 \(skew.zh)", en: "\(skew.en) against \(peer)")
        }
        static func versions(moso: String, format: Int, schema: Int, sqlite: String) -> Phrase {
            Phrase(
                zh: "moso \(moso)，副本格式 \(format)，记录定义 \(schema)，SQLite \(sqlite)",
                en: "moso \(moso), replica format \(format), schema \(schema), SQLite \(sqlite)")
        }

        // What needs the network, and others.
        public static func settingsGood(_ path: String) -> Phrase {
            Phrase(zh: "\(path) 没有错误", en: "\(path) is in order")
        }
        public static let settingsNone = Phrase(
            zh: "没有配置文件，按默认值", en: "no configuration, so everything is as it is built in")
        public static let daemonRuns = Phrase(zh: "运行中", en: "running")
        public static let daemonRests = Phrase(
            zh: "没有运行；定时执行 moso sync 的站点不需要它",
            en: "not running, as is right for a site that runs moso sync by a timer")
        public static let nobodyToCall = Phrase(
            zh: "本站不主动联系别的站点", en: "this site calls nobody")
        public static func peerGood(_ peer: String, ago: Phrase) -> Phrase {
            Phrase(zh: "\(peer)，上次收发 \(ago.zh)", en: "\(peer), last exchange \(ago.en)")
        }
        public static func peerStale(_ peer: String, ago: Phrase) -> Phrase {
            Phrase(
                zh: "\(peer)，上次收发 \(ago.zh)，已超过 sync.alert_after",
                en: "\(peer), last exchange \(ago.en), beyond sync.alert_after")
        }
        public static func peerNever(_ peer: String) -> Phrase {
            Phrase(zh: "\(peer)，还没有收发过", en: "\(peer), never reached yet")
        }
        public static func peerAnswers(_ peer: String, took: Phrase) -> Phrase {
            Phrase(zh: "\(peer) 应答，用时 \(took.zh)", en: "\(peer) answers, \(took.en)")
        }
        public static func peerSilent(_ peer: String, _ cause: Phrase) -> Phrase {
            Phrase(zh: "\(peer)：\(cause.zh)", en: "\(peer): \(cause.en)")
        }

        // The archive for whoever helps.
        public static func bundle(_ path: String) -> Phrase {
            Phrase(
                zh: "\(path) 已写好，不含密钥、人名和任何记录，可以发给协助的人。内容：",
                en:
                    "\(path) is written, without keys, names of people or records; it may be sent to "
                    + "whoever helps. In it:")
        }
    }
}
