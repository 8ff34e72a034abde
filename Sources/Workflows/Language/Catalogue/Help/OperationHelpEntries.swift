extension Catalogue.Help {
    public static let config = Entry(
        Phrase(zh: "守护进程的配置。", en: "The daemon's configuration."),
        [
            Example("moso config check"), Example("moso config show --effective"),
            Example("moso config explain sync.interval"),
        ])

    public static let configCheck = Entry(
        Phrase(zh: "检查一个配置文件。", en: "Read a configuration and say what is wrong with it."),
        detail: Phrase(
            zh:
                "与守护进程的读法完全相同。写错的项指出行、列和可能的本意，并以 78 退出。不指明文件时检查 --config、MOSO_CONFIG 或 /etc/moso/moso.toml。",
            en:
                "Exactly as the daemon reads it. A mistake is told with line, column and what was probably "
                + "meant, and exit 78. Without a file: that of --config, MOSO_CONFIG, or /etc/moso/moso.toml."
        ),
        [Example("moso config check"), Example("moso config check /etc/moso/moso.toml")])

    public static let configShow = Entry(
        Phrase(zh: "列出改过的设置，或全部生效的值。", en: "What is set, or everything that holds."),
        detail: Phrase(
            zh: "每个值都注明来自环境变量、文件的哪一行，还是默认值。",
            en: "Each value with where it comes from: a variable, a line of the file, or built in."),
        [Example("moso config show"), Example("moso config show --effective")])

    public static let configExplain = Entry(
        Phrase(
            zh: "说明一个设置项：含义、可填的值、默认值、现值、何时生效。",
            en: "What a key means, what it may be, what it is, and when a change holds."),
        [Example("moso config explain"), Example("moso config explain sync.interval")])

    public static let configReference = Entry(
        Phrase(zh: "输出带说明的完整配置文件。", en: "Print a configuration with every key explained."),
        [Example("moso config reference > moso.toml")])

    public static let doctor = Entry(
        Phrase(zh: "逐项检查本站，并给出处理的命令。", en: "Look at everything a site needs, a line each."),
        detail: Phrase(
            zh: "配置、账户、文件权限、磁盘、数据库、日志末端、密钥、备份、时钟、对端、版本。有问题时以 3 退出，并写明可用的命令。"
                + "--fix 只做不会丢失内容的处理：收紧文件权限、清除中断的备份留下的副本、补完抹除，做了什么都会说明。",
            en:
                "Configuration, account, modes of files, disk, database, end of the log, key, backups, clock, "
                + "peers, versions. Exit 3 when something is wrong, with the command that mends it. --fix does "
                + "only what loses nothing: it closes files to other accounts, clears away what an interrupted "
                + "backup left, finishes erasures, and says what it did."),
        [
            Example("moso doctor"),
            Example("moso doctor --net", Phrase(zh: "也连接对端", en: "call the peers, too")),
            Example("moso doctor --fix"),
            Example(
                "moso doctor --bundle moso.zip",
                Phrase(zh: "给协助的人", en: "for whoever helps")),
        ])

    public static let completion = Entry(
        Phrase(zh: "输出命令补全脚本。", en: "Print what makes a shell complete commands and flags."),
        [
            Example("moso completion bash > ~/.local/share/bash-completion/completions/moso"),
            Example("moso completion zsh"),
        ])
}

extension Catalogue.Flag {
    public static let shell = Phrase(zh: "哪种命令行。", en: "Which shell.")
    public static let configFile = Phrase(zh: "配置文件。", en: "The configuration.")
    public static let effective = Phrase(
        zh: "也列出默认值，即全部生效的设置。", en: "Everything that holds, what is built in too.")
    public static let settingKey = Phrase(
        zh: "设置项，如 sync.interval；不填则列出全部。", en: "The key, such as sync.interval; without one, all.")
    public static let doctorNet = Phrase(
        zh: "也连接每个对端：地址、密钥、登记、时钟。",
        en: "Call every peer as well: address, key, enrolment, clock.")
    public static let doctorFix = Phrase(
        zh: "处理不会丢失内容的问题，并说明做了什么。",
        en: "Mend what can be mended without losing anything, and say what was done.")
    public static let doctorBundle = Phrase(
        zh: "另写一个 ZIP 文件给协助的人，不含密钥、人名和记录。",
        en: "Write a ZIP file for whoever helps, without keys, names of people or records.")
}
