extension Catalogue {
    /// Reading configuration: what is wrong with a file, and what a value may be.
    public enum Settings {
        // Mistakes in a file.
        static func keyWithoutSection(_ key: String) -> Phrase {
            Phrase(
                zh: "“\(key)”之前要有一个 [节名]。", en: "\"\(key)\" stands before any [section].")
        }
        static func twice(_ key: String) -> Phrase {
            Phrase(zh: "“\(key)”写了两次。", en: "\"\(key)\" stands here twice.")
        }
        static func sectionTwice(_ name: String, line: Int) -> Phrase {
            Phrase(
                zh: "[\(name)] 在第 \(line) 行已经有了。", en: "[\(name)] stands in line \(line) already.")
        }
        static let badHeading = Phrase(
            zh: "应是 [节名] 或 [[节名]]。", en: "this should be [section] or [[section]].")
        static let noEquals = Phrase(zh: "应是 名称 = 值。", en: "this should be name = value.")
        static let badValue = Phrase(
            zh: "值应是引号中的文字、整数、true 或 false。",
            en: "a value is a text in quotation marks, a whole number, true or false.")
        static let badEscape = Phrase(
            zh: "反斜杠后只能是 \\ \" t n；不想转义就用单引号。",
            en:
                "a backslash stands before \\ \" t n only; between single quotation marks it is itself."
        )
        static let openText = Phrase(zh: "引号没有配对。", en: "the quotation mark is not closed.")
        static let tooMuch = Phrase(
            zh: "行末有多余的内容。", en: "there is more on this line than belongs here.")
        static func otherBrackets(_ right: String) -> Phrase {
            Phrase(zh: "这一节应写成 \(right)。", en: "this section is written \(right).")
        }
        static func unknownKey(_ id: String) -> Phrase {
            Phrase(zh: "没有“\(id)”这一项。", en: "there is no key \"\(id)\".")
        }
        static let tooLong = Phrase(zh: "它超过 1 MiB", en: "it is longer than 1 MiB")
        static let notUTF8 = Phrase(zh: "它不是 UTF-8 文本", en: "it is not text in UTF-8")
        static func onePort(_ port: Int, _ other: String) -> Phrase {
            Phrase(
                zh: "端口 \(port) 已由 \(other) 使用，换一个。",
                en: "port \(port) is that of \(other) already; give another one.")
        }
        static let unknownVariable = Phrase(
            zh: "没有对应的配置项。", en: "there is no key for this variable.")
        static func wrongValue(_ id: String, _ range: Phrase) -> Phrase {
            Phrase(
                zh: "“\(id)”的值不对，可以是：\(range.zh)。",
                en: "the value of \"\(id)\" is wrong; allowed: \(range.en).")
        }
        static func sentence(_ fault: Phrase) -> Phrase {
            Phrase(zh: "\(fault.zh)。", en: "\(fault.en).")
        }

        // What a value may be.
        static let rangeText = Phrase(zh: "引号中的文字", en: "a text in quotation marks")
        static let rangeLoopback = Phrase(
            zh: "本机地址和端口，如 \"127.0.0.1:7420\"",
            en: "an address of this machine and a port, such as \"127.0.0.1:7420\"")
        static let rangeAnyAddress = Phrase(
            zh: "地址和端口，如 \"0.0.0.0:7443\"",
            en: "an address and a port, such as \"0.0.0.0:7443\"")
        static let rangeSpan = Phrase(
            zh: "一段时间，如 \"30s\"、\"5m\"、\"6h\"、\"2d\"",
            en: "a span of time: \"30s\", \"5m\", \"6h\", \"2d\"")
        static func rangeSpan(least: Phrase) -> Phrase {
            Phrase(
                zh: "至少 \(least.zh)的一段时间，如 \"30s\"、\"5m\"、\"6h\"、\"2d\"",
                en: "a span of time of at least \(least.en): \"30s\", \"5m\", \"6h\", \"2d\"")
        }
        static let rangeAge = Phrase(
            zh: "一段时间，如 \"400d\"，或 \"0\"（永久）",
            en: "a span of time such as \"400d\", or \"0\" for ever")
        static let rangeTruth = Phrase(zh: "true 或 false", en: "true or false")
        static func rangeChoice(_ words: [String]) -> Phrase {
            Phrase.list(words.map { Phrase(verbatim: "\"\($0)\"") })
        }
        static let rangeURL = Phrase(
            zh: "https 地址，如 \"https://hub.example.cn:7443\"",
            en: "an https address such as \"https://hub.example.cn:7443\"")
        static let rangeSite = Phrase(
            zh: "站点代号，如 \"beijing\"", en: "a site's name, such as \"beijing\"")
        static func rangeFixed(_ number: Int) -> Phrase {
            Phrase(
                zh: "只能是 \(number)：这一项目前不能改，可以删去",
                en: "\(number) and nothing else: it cannot be changed yet, and may be left out")
        }

        // moso config
        public static func sound(_ path: String, count: Int, peers: Int) -> Phrase {
            Phrase(
                zh: "\(path) 可以使用：\(count.grouped) 项设置，\(peers.grouped) 个对端。",
                en: "\(path) is in order: \(English.counted(count, "setting")), "
                    + "\(English.counted(peers, "peer")).")
        }
        public static func noFile(_ path: String) -> Phrase {
            Phrase(
                zh: "没有指明配置文件，也没有 \(path)：全部按默认值。",
                en:
                    "No configuration was named and there is no \(path): everything is as it is built in."
            )
        }
        public static func shownFor(_ path: String) -> Phrase {
            Phrase(
                zh: "按 mosod --config \(path) 启动时生效的值：",
                en: "What holds for mosod --config \(path):")
        }
        public static let nothingSet = Phrase(
            zh: "没有改动任何默认值。", en: "Nothing is set; everything is as it is built in.")
        public static let standard = Phrase(zh: "默认值", en: "built in")
        public static func inFile(_ path: String, line: Int) -> Phrase {
            Phrase(zh: "\(path) 第 \(line) 行", en: "\(path) line \(line)")
        }
        public static func inVariable(_ name: String) -> Phrase {
            Phrase(zh: "环境变量 \(name)", en: "variable \(name)")
        }
        public static func byFlag(_ flag: String) -> Phrase {
            Phrase(zh: "参数 \(flag)", en: "flag \(flag)")
        }
        public static let unset = Phrase(zh: "（不设）", en: "(not set)")
        public static let key = Phrase(zh: "设置项", en: "Key")
        public static let value = Phrase(zh: "值", en: "Value")
        public static let source = Phrase(zh: "来自", en: "From")
        public static let allowed = Phrase(zh: "可填", en: "Allowed")
        public static let holdsFrom = Phrase(zh: "生效", en: "Holds from")
        public static let variable = Phrase(zh: "环境变量", en: "Variable")
        public static let atReload = Phrase(
            zh: "重新读取配置时（SIGHUP，systemctl reload moso）",
            en: "the next reload (SIGHUP, systemctl reload moso)")
        public static let atStart = Phrase(
            zh: "下次启动（systemctl restart moso）", en: "the next start (systemctl restart moso)")
        public static let fixed = Phrase(zh: "不能改", en: "it cannot be changed")
    }

    /// What each key of `moso.toml` means. `config/moso.toml` is written from these.
    public enum SettingMeaning {
        static let file = Phrase(
            zh: "moso 守护进程的配置。所有配置项及其默认值都列在这里；注释掉的项即默认值。写错的配置项会被拒绝，并指出行、列和可能的本意。"
                + "优先顺序：命令行参数、环境变量（sync.interval 即 MOSO_SYNC_INTERVAL）、本文件、默认值；moso config show --effective 逐项列出。"
                + "收到 SIGHUP 时重新读取；文件有误则保持原有设置，并记入日志；moso config check 可以先查。",
            en:
                "Configuration of moso's daemon. Every key there is stands here with what holds without it; "
                + "a key in a comment says just that. Unknown keys are refused with line, column and what was "
                + "probably meant. What counts, in this order: a flag of the command line, a variable "
                + "(MOSO_SYNC_INTERVAL for sync.interval), this file, what is built in; moso config show "
                + "--effective lists all of it. The daemon reads the file again on SIGHUP; with a mistake in it "
                + "the old settings stay, and the log says what is wrong; moso config check says so before."
        )
        static let data = Phrase(
            zh: "副本所在目录，由 moso init 建立。", en: "The directory of the replica, made by moso init.")
        static let label = Phrase(
            zh: "本站的名称，显示在页面和日志里。不填则显示站点代号。",
            en:
                "What people call this site, shown on pages and in the log. Without it, the site's own name."
        )
        static let listen = Phrase(
            zh: "页面的地址和端口，不加密，因此只允许本机地址（127.0.0.1、::1）。端口 0 表示自动选择并显示。",
            en:
                "Address and port of the pages, in the clear: only loopback (127.0.0.1, ::1) is allowed. "
                + "Port 0 takes a free one and prints it.")
        static let listenPeers = Phrase(
            zh: "供其他机器上的站点连接的地址和端口：TLS 1.3，只认已登记的密钥（moso enrol）。不填则其他机器无法连接。",
            en:
                "Address and port for sites on other machines: TLS 1.3, and only sites whose keys are enrolled "
                + "(moso enrol). Without it, nobody else can connect.")
        static let interval = Phrase(
            zh: "与各对端交换的间隔；即使本地没有改动也会按此进行。",
            en: "How often every peer is asked, even if nothing changed here.")
        static let jitter = Phrase(
            zh: "每次间隔随机增加的上限，避免各分站同时呼叫总部。",
            en:
                "Up to this much is added to every interval at random, so that sites do not call all at once."
        )
        static let onChange = Phrase(
            zh: "本地一有改动就立即交换。", en: "Exchange at once when something changed in this replica.")
        static let watch = Phrase(
            zh: "与对端保持长轮询，对端的改动一秒内到达。",
            en: "Keep a request waiting at the peer, so that its changes are here within a second.")
        static let alertAfter = Phrase(
            zh: "对端超过这段时间无法联系时，作为异常报告。",
            en: "A peer that has not been reached for this long is reported as stale.")
        static let maxTime = Phrase(
            zh: "单次交换的最长时间；超过即中止，已收到的部分保留。",
            en:
                "An exchange that takes longer than this is given up; what was applied of it stays applied."
        )
        static let peerURL = Phrase(
            zh: "本站主动联系的站点的地址，只用 https；每个站点一个 [[peer]]。分站填写总部；总部可以不填。"
                + "用 moso enrol join 加入的总部、用 moso enrol add 和 moso peers add 添加的对端同样有效。",
            en:
                "The address of a site that this one calls, by https alone, in a [[peer]] for each. A branch "
                + "names its hub; a hub need not name anybody. The hub that was joined by moso enrol join, and "
                + "peers added by moso enrol add and moso peers add, are called as well.")
        static let peerName = Phrase(
            zh: "那里应当是谁的密钥；不填则为总部。", en: "Whose key to expect there, else the hub's.")
        static let backupRecipient = Phrase(
            zh: "备份为谁加密：moso backup key 打印的公钥。私钥只写在纸上，不放在本站；没有它谁也打不开备份。不设则备份不加密。",
            en:
                "For whom backups are sealed: the public key that moso backup key prints. The secret half is on paper and not at "
                + "this site; nobody opens a backup without it. Without a recipient backups are not encrypted."
        )
        static let keep = Phrase(
            zh: "历史保留多久：早于这段时间、并且所有成员都已确认的事务，每天清理一次其写入的内容；作者、时间和原因永远保留。"
                + "\"0\" 表示永久保留；\"400d\" 保留一年零一个月。撤销和历史中的旧值只能回溯到这里。",
            en:
                "How old history must be before what its transactions wrote is trimmed, once a day: only what "
                + "every member has acknowledged, and never author, time and reason. \"0\" keeps everything for "
                + "good; \"400d\" keeps a year and a month. Undo and the values in histories reach as far back "
                + "as this.")
        static let level = Phrase(
            zh: "记入日志的最低级别，从最详细到最少。",
            en: "The least level that is logged, from everything to least.")
        static let format = Phrase(
            zh: "日志格式：\"text\" 供人阅读；\"json\" 供程序读取，每行一个对象。",
            en: "The log's format: \"text\" for people, \"json\" for programs, one object a line.")
        static let language = Phrase(
            zh: "浏览器没有指明语言时页面所用的语言：\"zh\" 或 \"en\"。",
            en:
                "Language of the pages for a browser that does not say which it wants: \"zh\" or \"en\"."
        )
        static let wecom = Phrase(
            zh: "企业微信群机器人的文件，第一行是机器人的地址；只能由本账户读取。moso notify 用它提醒待办。",
            en:
                "The file with the address of a WeCom group's robot, which only this account may read. "
                + "moso notify tells the group by it what waits.")
        static let dingtalk = Phrase(
            zh: "钉钉群机器人的文件：第一行地址，第二行加签密钥。",
            en: "The same for DingTalk: the address, and the secret on a second line.")
        static let feishu = Phrase(
            zh: "飞书群机器人的文件：第一行地址，第二行签名密钥。",
            en: "The same for Feishu: the address, and the secret on a second line.")
        static let morning = Phrase(
            zh: "早间汇总的时刻；没有待办时不发。",
            en: "When the digest of the morning is told; where nothing waits, nothing is.")
        static let evening = Phrase(
            zh: "晚间汇总的时刻。", en: "When the digest of the evening is told.")
        static let noticeConflicts = Phrase(
            zh: "待核对达到多少条时当天另外提醒一次。",
            en: "From how many open conflicts on it is told at once, once a day.")
        static let importBytes = Phrase(
            zh: "moso import 所读文件的大小上限，单位字节。目前固定，写在这里供查阅。",
            en:
                "The largest file that moso import reads, in bytes. It is fixed, and stands here to be known."
        )
        static let importRows = Phrase(
            zh: "moso import 所读文件的行数上限。目前固定，写在这里供查阅。",
            en:
                "The most rows of a file that moso import reads. It is fixed, and stands here to be known."
        )
    }
}
