extension Catalogue.Help {
    // What each command is for, and what people type. One entry for each command, in the order of
    // `moso help`.

    public static let root = Entry(whatItIs, detail: howItWorks)

    public static let initialise = Entry(
        Phrase(zh: "把一个目录设为分站的副本。", en: "Set a directory up as a site's replica."),
        [
            Example("moso init --site beijing", Phrase(zh: "总部", en: "the hub")),
            Example(
                Phrase(
                    zh: "moso init --site anji --hub beijing --name 安吉分站",
                    en: "moso init --site anji --hub beijing --name Anji"),
                Phrase(zh: "一个分站", en: "a branch")),
            Example(
                "moso init --from -",
                Phrase(
                    zh: "凭邀请码登记，从总部的快照开始",
                    en: "a branch, enrolled by a code, from the hub's snapshot")),
            Example(
                "moso init --again",
                Phrase(
                    zh: "离开太久，重新开始，保留未发送的改动",
                    en: "a branch that was away too long; unsent work is kept")),
        ])

    public static let key = Entry(
        Phrase(zh: "本站的签名密钥。", en: "The key that this site signs with."),
        detail: Phrase(
            zh: "密钥放在副本旁的 replica.key，只有本服务可读；备份时单独保管。",
            en: "It lies beside the replica in replica.key, readable by its owner alone."),
        [Example("moso key show")])

    public static let keyShow = Entry(
        Phrase(zh: "显示公钥和指纹。", en: "Print the public key and its fingerprint."),
        [Example("moso key show"), Example("moso key show --json")])

    public static let keyRotate = Entry(
        Phrase(zh: "换一把新密钥，由新旧两把密钥签名。", en: "Take a next key, said with both the old one and it."),
        detail: Phrase(
            zh: "下次与总部收发时生效（在总部则立即生效）；旧密钥还有三十天可用。密钥丢失或被盗时不要用它：请总部撤销，再重新登记；总部自己用 moso key recover。",
            en:
                "It takes effect with the next exchange with the hub, at the hub itself at once; the old key is taken for thirty days. "
                + "Not for a key that is lost or stolen: the hub revokes that, and the site enrols again; the hub has "
                + "moso key recover."),
        [
            Example(
                Phrase(
                    zh: "moso key rotate --reason 每年更换",
                    en: "moso key rotate --reason \"once a year\""))
        ])

    public static let status = Entry(
        Phrase(
            zh: "是否一致？还有什么没发送、没处理？", en: "Is everything in step? What waits?"),
        [
            Example("moso status"),
            Example(
                "moso status --check --max-age 6h",
                Phrase(zh: "供监控使用，有问题以 3 退出", en: "for monitoring; 3 if something is wrong")),
        ])

    public static let sync = Entry(
        Phrase(zh: "立即与对端收发改动。", en: "Send and fetch changes now."),
        detail: Phrase(
            zh: "断线可随时重来：已收到的不会丢，也不会重复。",
            en: "It can be broken off anywhere: what arrived is kept, and nothing is applied twice."
        ),
        [
            Example("moso sync"),
            Example("moso sync beijing", Phrase(zh: "只与北京", en: "with Beijing only")),
            Example("moso sync -n", Phrase(zh: "看看有多少要发送", en: "what would be sent")),
            Example(
                "moso sync --cron --alert-after 6h",
                Phrase(zh: "放进 crontab，平时不出声", en: "in a crontab; silent while all is well")),
        ])

    public static let blame = Entry(
        Phrase(
            zh: "一条记录的每个字段是谁、何时、在哪里、为何写的。",
            en: "Who set each field of a record, where, when and why."),
        [Example("moso blame T-7K3F")])

    public static let history = Entry(
        Phrase(
            zh: "一条记录的每个字段由谁、何时、为何改过。",
            en: "Who set each field of a record, when and why."),
        [
            Example("moso history T-7K3F"),
            Example("moso history T-7K3F --field rent_fen --since 30d"),
        ])

    public static let importFile = Entry(
        Phrase(
            zh: "从 CSV 或 JSON Lines 文件导入租户台账或记录。",
            en: "Take in a tenant ledger, or records, from CSV or JSON Lines."),
        detail: Phrase(
            zh: "编码（UTF-8、GB18030）和分隔符自动识别。有问题的行不导入，连同原因另存一个文件。"
                + "同一文件再导入一次不会有任何改动。moso export --format jsonl 所写的文件每行自带类别，可不用 --kind。",
            en:
                "Encoding (UTF-8, GB18030) and delimiter are found out. Faulty rows are left out and "
                + "saved with the reason. Importing the same file again changes nothing. "
                + "Lines of moso export --format jsonl name their kinds: no --kind is needed."),
        [
            Example(
                Phrase(zh: "moso import 台账.csv --dry-run", en: "moso import ledger.csv --dry-run"),
                Phrase(zh: "先看会改什么", en: "see first what would change")),
            Example("moso import companies.csv --kind company"),
            Example("moso import records.jsonl"),
        ])

    public static let export = Entry(
        Phrase(zh: "把某一类记录写成文件。", en: "Write the records of a kind to a file."),
        detail: Phrase(
            zh: "CSV 可直接用 Excel 打开，改后用 moso import --kind 导回。",
            en: "CSV opens in a spreadsheet and comes back with moso import --kind."),
        [
            Example("moso export tenancy -o tenancies.csv"),
            Example(
                "moso export company --encoding gb18030 -o companies.csv",
                Phrase(zh: "供旧版表格软件使用", en: "for old spreadsheet programs")),
            Example(
                "moso export --format jsonl",
                Phrase(zh: "全部记录，供程序使用", en: "all records, for programs")
            ),
        ])

    public static let log = Entry(
        Phrase(
            zh: "本副本的事务，按到达先后排列。",
            en: "The transactions of this replica in order of arrival."),
        [
            Example("moso log --since yesterday"),
            Example("moso log --json", Phrase(zh: "每行一个事务，供程序使用", en: "one a line, for programs")),
        ])

    public static let verify = Entry(
        Phrase(
            zh: "检查日志的哈希链和每条记录，或与对端比较。",
            en: "Check the log's chains and every record, or compare with a peer."),
        [Example("moso verify"), Example("moso verify beijing"), Example("moso verify --all")])

    public static let overview = Entry(
        Phrase(zh: "本站所知的各站汇总。", en: "All sites in one view, as far as this one holds them."),
        [Example("moso overview"), Example("moso overview --json")])

    public static let version = Entry(
        Phrase(zh: "显示版本。", en: "Show the version."), [Example("moso version --json")])

    public static let bench = Entry(
        Phrase(
            zh: "测量速度和大小，以纯 SQLite 为对照。",
            en: "Measure speed and size against plain SQLite."),
        detail: Phrase(
            zh: "在自己的临时目录里进行，完后删除；不碰任何副本。有一项超出预算就以 3 退出。",
            en:
                "Works in a folder of its own, which is removed; no replica is touched. Exits with 3 "
                + "when a figure is over its budget."),
        [
            Example("moso bench", Phrase(zh: "全部项目，约几分钟", en: "everything; some minutes")),
            Example(
                "moso bench --rows 1000 --rounds 1", Phrase(zh: "很快，但不准", en: "quick and rough")),
            Example("moso bench --only insert --only update --json"),
            Example(
                "moso bench --sites 200 --rounds 2",
                Phrase(zh: "二百个站点和一个总部，约十分钟", en: "two hundred sites and one hub; ten minutes")),
            Example(
                "moso bench --years 10 --rows 1000000",
                Phrase(zh: "用了十年的百万条记录", en: "a million records after ten years")),
        ])

    public static let demo = Entry(
        Phrase(
            zh: "在本机运行三个站点，演示它们的故事。",
            en: "Run three sites on this machine and tell their story."),
        detail: Phrase(
            zh: "每个站点一个守护进程，只用本机端口：导入台账，一个站点断网，两地都改，看结果如何。"
                + "需要 mosod 在 moso 旁边、PATH 里或 MOSO_BIN 目录里。",
            en: "Starts a daemon for each site on loopback ports, imports a ledger, cuts one site "
                + "off, edits at both ends, and shows what becomes of it. Needs mosod beside moso, "
                + "on PATH or in the folder MOSO_BIN."),
        [
            Example(
                "moso demo", Phrase(zh: "运行到按 Ctrl-C 为止", en: "runs until Ctrl-C")),
            Example("moso demo --script quick", Phrase(zh: "自行结束", en: "ends by itself")),
            Example(
                Phrase(
                    zh: "moso demo --keep demo --ledger 台账.csv",
                    en: "moso demo --keep demo --ledger ledger.csv"),
                Phrase(zh: "用自己的台账，留下副本", en: "with your own ledger; the replicas stay")),
        ])
}
