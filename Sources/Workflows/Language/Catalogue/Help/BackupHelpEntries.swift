extension Catalogue.Help {
    public static let backup = Entry(
        Phrase(zh: "备份副本。", en: "Copies of the replica to keep."),
        [
            Example("moso backup --keep 14"), Example("moso backup list"),
        ])

    public static let backupCreate = Entry(
        Phrase(zh: "做一份备份，并试恢复核对。", en: "Make a backup, and try it by restoring it."),
        detail: Phrase(
            zh: "备份是一个文件，不含密钥和 replica.id；其他程序可以照常读写。抹去个人信息时，文件夹里最新的一份重写，其余删除；别处的拷贝要自己删除。",
            en:
                "A backup is one file, without the key and replica.id; other programs go on reading "
                + "and writing meanwhile. When a personal value is erased, the newest in the folder is "
                + "written anew and the others are removed; copies elsewhere are yours to remove."),
        [
            Example("moso backup --keep 14"), Example("moso backup -o /mnt/usb/anji.db"),
        ])

    public static let backupList = Entry(
        Phrase(zh: "列出备份。", en: "The backups of this replica."), [Example("moso backup list")])

    public static let backupVerify = Entry(
        Phrase(zh: "试恢复一份备份，逐条核对。", en: "Restore a backup beside itself and check all of it."),
        [Example("moso backup verify anji-20261123T021700Z.db")])

    public static let backupKey = Entry(
        Phrase(zh: "做一把加密备份的密钥。", en: "Make a key for sealing backups."),
        detail: Phrase(
            zh: "打印公钥和一串密码。公钥写进配置的 backup.recipient；密码抄在纸上，不留在本站。没有这串密码，加密的备份谁也打不开。",
            en:
                "Prints a public key and a code. The public key goes into the configuration as backup.recipient, the code on "
                + "paper and not to the site. Without the code nobody opens a sealed backup."),
        [
            Example("moso backup key"), Example("moso backup key -o /mnt/usb/backup-key.txt"),
        ])

    public static let restore = Entry(
        Phrase(zh: "用备份换下现有副本。", en: "Put a backup in the place of the replica."),
        detail: Phrase(
            zh: "先停 mosod。现有副本保留在旁边，备份之后的改动从中补回，其余由同步取回。要撤销某次改动，用 moso undo，不用恢复。",
            en: "Stop mosod first. The present replica stays beside it, what was written since is "
                + "taken over from it, and the next sync fetches the rest. To take a change back, "
                + "moso undo; restoring does not."),
        [
            Example(
                "moso restore anji-20261123T021700Z.db -n",
                Phrase(zh: "先看会做什么", en: "see first what it would do")),
            Example("moso restore anji-20261123T021700Z.db"),
        ])
}

extension Catalogue.Flag {
    public static let backupOutput = Phrase(
        zh: "写到这个文件，不放进备份文件夹。", en: "The file to write, in place of one in the backup folder.")
    public static let backupKeyOutput = Phrase(
        zh: "把密码写进这个新文件（只有本账户可读），不显示。",
        en: "Write the code into this new file, for this account alone, and do not show it.")
    public static let backupOpenKey = Phrase(
        zh: "含有备份密码的文件；加密的备份要用。",
        en: "The file with the code of the backup key, for a sealed backup.")
    public static let backupKeep = Phrase(
        zh: "文件夹里只留最新的这么多份。", en: "Keep so many in the folder, the newest ones.")
    public static let backupFile = Phrase(zh: "备份文件。", en: "The backup.")
}
