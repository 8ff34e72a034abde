extension Catalogue {
    /// Backups, and what comes back from them.
    public enum Backup {
        public static func made(
            _ path: String, bytes: Int, records: Int, took: Phrase
        ) -> Phrase {
            Phrase(
                zh: "已备份到 \(path)：\(records.grouped) 条记录，\(size(bytes).zh)，已试恢复核对，用时 \(took.zh)。",
                en: "\(path): \(English.counted(records, "record")), \(size(bytes).en), checked by "
                    + "restoring it, \(took.en).")
        }

        public static func size(_ bytes: Int) -> Phrase {
            let text =
                bytes < 1 << 20
                ? "\((bytes + 1023) >> 10) KiB"
                : "\(NumberText.decimal((bytes * 10) >> 20, 1)) MiB"
            return Phrase(verbatim: text)
        }

        public static func removed(_ count: Int) -> Phrase {
            Phrase(
                zh: "删除旧备份 \(count.grouped) 份。",
                en: "\(English.counted(count, "older backup")) removed.")
        }

        public static func cleared(_ count: Int) -> Phrase {
            Phrase(
                zh: "清除上次中断的备份留下的 \(count.grouped) 个文件或文件夹。",
                en:
                    "\(English.counted(count, "file or folder", "files or folders")) cleared away that a backup had left when it was cut short."
            )
        }

        public static func sealed(_ recipient: String) -> Phrase {
            Phrase(
                zh: "已为 \(recipient) 加密：没有纸上的密码谁也打不开，本站也不行。",
                en:
                    "Sealed for \(recipient): nobody opens it without the code on paper, this site included."
            )
        }

        public static func sealedSound(_ path: String, _ recipient: String) -> Phrase {
            Phrase(
                zh: "\(path) 与写下时一样，为 \(recipient) 加密。里面的记录没有看：要用密码，见 moso restore。",
                en:
                    "\(path) is as it was written, sealed for \(recipient). The records in it were not looked at: that takes the code, see moso restore."
            )
        }

        public static func badRecipient(_ text: String) -> Phrase {
            Phrase(
                zh: "backup.recipient 不是备份公钥，或者抄错了：\(text)",
                en: "backup.recipient is no public key for backups, or was mistyped: \(text)")
        }

        public static let recipientIs = Phrase(
            zh: "公钥，写进配置的 [backup] recipient：",
            en: "The public key, for [backup] recipient in the configuration:")
        public static let codeIs = Phrase(
            zh: "密码，抄在纸上，不留在本站：", en: "The code, for paper and not for this site:")

        public static func codeIn(_ path: String) -> Phrase {
            Phrase(
                zh: "密码写在 \(path)：抄在纸上，或移到别处，然后从本站删除。",
                en:
                    "The code is in \(path): write it on paper, or take the file elsewhere, and delete it here."
            )
        }

        public static let isReadable = Phrase(
            zh: "备份没有加密：谁拿到这个文件，谁就能读到本站的全部记录。请放在加密的磁盘上。",
            en:
                "A backup is not encrypted: whoever has this file can read every record of the site. Keep it on an encrypted disk."
        )

        public static func none(_ folder: String) -> Phrase {
            Phrase(zh: "\(folder) 里还没有备份。", en: "No backups in \(folder) yet.")
        }

        public static func sound(
            _ path: String, site: String, records: Int, transactions: Int, asOf: String
        ) -> Phrase {
            Phrase(
                zh: "\(path) 可以恢复：\(site)，截至 \(asOf)，\(records.grouped) 条记录，"
                    + "\(transactions.grouped) 个事务，逐条核对无误。",
                en: "\(path) can be restored: \(site) as of \(asOf), "
                    + "\(English.counted(records, "record")), "
                    + "\(English.counted(transactions, "transaction")), every one checked.")
        }

        public static func keepAtLeastOne(_ count: Int) -> Phrase {
            Phrase(
                zh: "--keep 至少为 1，不能是 \(count)：刚做的备份也算一份。",
                en: "--keep is at least 1, not \(count): the new backup is one of them.")
        }

        public static let keepIsForFolder = Phrase(
            zh: "--keep 只管备份文件夹里的文件，不能和 -o 一起用。",
            en: "--keep is about the backup folder; it does not go with -o.")

        // MARK: Restoring

        public static let plan = Phrase(zh: "计划：", en: "Plan:")

        public static func planAside(_ path: String) -> Phrase {
            Phrase(zh: "现有副本改放到 \(path)", en: "put the present replica aside, at \(path)")
        }

        public static func planRecords(_ count: Int, asOf: String) -> Phrase {
            Phrase(
                zh: "恢复截至 \(asOf) 的 \(count.grouped) 条记录",
                en: "restore \(English.counted(count, "record")) as of \(asOf)")
        }

        public static let planEpoch = Phrase(
            zh: "以新的纪元继续，旧编号不会再用第二次",
            en: "go on under a new epoch, so that no number is ever used twice")

        public static func planSince(own: Int, sent: Int, others: Int) -> Phrase {
            Phrase(
                zh: "补回备份之后的改动：本站 \(own.grouped) 个事务（其中 \(sent.grouped) 个已送出），"
                    + "其他分站 \(others.grouped) 个",
                en:
                    "take over what was written since: \(English.counted(own, "transaction")) of this "
                    + "site (\(sent.grouped) of them sent already) and \(others.grouped) of others")
        }

        public static let planUnreadable = Phrase(
            zh: "现有副本打不开，备份之后没有送出的改动无法补回；已送出的会在同步时取回",
            en: "the present replica cannot be opened: what was written since and not sent is not "
                + "taken over; what was sent comes back with the next sync")

        public static let planNewer = Phrase(
            zh: "现有副本由更新的 moso 写过，这个版本读不了：备份之后没有送出的改动只在改放的文件里，"
                + "由更新的 moso 才能打开；已送出的会在同步时取回",
            en: "the present replica was written by a newer moso: what was written since and not "
                + "sent is only in the file put aside, which a newer moso opens; what was sent comes back "
                + "with the next sync")

        public static let sure = Phrase(
            zh: "按这个计划恢复？[y/N] ", en: "Restore by this plan? [y/N] ")

        public static func restored(site: String, records: Int, asOf: String) -> Phrase {
            Phrase(
                zh: "\(site) 已恢复到 \(asOf) 的备份：\(records.grouped) 条记录。",
                en: "\(site) is restored from the backup of \(asOf): "
                    + "\(English.counted(records, "record")).")
        }

        public static func takenOver(_ count: Int) -> Phrase {
            Phrase(
                zh: "补回了备份之后的 \(count.grouped) 个事务。",
                en: "\(English.counted(count, "transaction")) written since taken over.")
        }

        public static func notTakenOver(own: Int) -> Phrase {
            Phrase(
                zh: "现有副本不能读到底：本站有 \(own.grouped) 个事务补不回来，只在改放的文件里；已送出的会在同步时取回",
                en:
                    "the present replica cannot be read to its end: \(English.counted(own, "transaction")) of "
                    + "this site cannot be taken over and stay in the file put aside; what was sent comes "
                    + "back with the next sync")
        }

        public static func newEpoch(_ epoch: Int) -> Phrase {
            Phrase(zh: "从纪元 \(epoch) 继续。", en: "It goes on under epoch \(epoch).")
        }

        public static func kept(_ path: String) -> Phrase {
            Phrase(zh: "原来的副本在 \(path)。", en: "The replica from before is at \(path).")
        }

        public static let hubNext = Phrase(
            zh: "总部恢复后，先让各分站都同步一次，再清理日志或调整成员。",
            en: "After the hub comes back, let every branch sync before you trim or take a step "
                + "with members.")

        public static let next = Phrase(
            zh: "下一步：moso sync 取回其余改动，再启动 mosod。",
            en: "Next: moso sync fetches the rest, then start mosod.")

        public static let finishedEarlier = Phrase(
            zh: "上次中断的替换已完成，没有做别的。",
            en: "The replacement that was cut short before is finished; nothing else was done.")

    }
}
