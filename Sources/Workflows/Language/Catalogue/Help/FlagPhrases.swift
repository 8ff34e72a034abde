extension Catalogue {
    /// What flags and arguments mean. One sentence each.
    public enum Flag {
        // Of every command.
        public static let data = Phrase(
            zh: "副本所在目录；也可用 MOSO_DATA。",
            en: "Directory of the replica; else MOSO_DATA.")
        public static let config = Phrase(
            zh: "守护进程的配置文件，从中读取副本目录和语言；也可用 MOSO_CONFIG。",
            en: "The daemon's configuration, for the replica's directory and the language; "
                + "else MOSO_CONFIG.")
        public static let json = Phrase(zh: "输出一个 JSON 文档。", en: "Print one JSON document.")
        public static let plain = Phrase(
            zh: "每行一条，制表符分隔，不对齐、不截断。",
            en: "One record per line, tabs between, nothing aligned or clipped.")
        public static let quiet = Phrase(
            zh: "只输出要的内容和错误。", en: "Nothing but the answer and errors.")
        public static let verbose = Phrase(
            zh: "多说一些；写两次包括收发细节。",
            en: "Say more; given twice, also details of the exchange.")
        public static let lang = Phrase(
            zh: "语言；也可用 MOSO_LANG、LC_ALL、LC_MESSAGES、LANG。",
            en: "Language; else MOSO_LANG, LC_ALL, LC_MESSAGES, LANG.")
        public static let color = Phrase(
            zh: "颜色；NO_COLOR、TERM=dumb 或管道会关闭颜色。",
            en: "Colours; NO_COLOR, TERM=dumb and pipes switch them off.")
        public static let time = Phrase(
            zh: "时间写法；终端上默认 relative，否则 local。",
            en: "How times are written; relative on a terminal, else local.")
        public static let author = Phrase(
            zh: "谁在操作；也可用 MOSO_AUTHOR，否则取登录名。",
            en: "Who does this; else MOSO_AUTHOR, else the login name.")
        public static let yes = Phrase(zh: "对所有提问回答“是”。", en: "Answer yes to every question.")
        public static let noInput = Phrase(
            zh: "从不提问；缺少什么就报错。", en: "Never ask; fail and name the flag to pass.")
        public static let noPager = Phrase(
            zh: "长的回答也直接打印，不经过 $PAGER 或 less。",
            en: "Print long answers as they are, not through $PAGER or less.")
        public static let help = Phrase(zh: "显示这一页。", en: "Show this page.")
        public static let version = Phrase(zh: "显示版本。", en: "Show the version.")

        // Of several commands.
        public static let dryRun = Phrase(
            zh: "只说明会做什么，不写入。", en: "Say what would be done, write nothing.")
        public static let reason = Phrase(zh: "理由；- 表示不填。", en: "Why; - for none.")
        public static let recordKey = Phrase(
            zh: "记录的编号、编号开头或名称。", en: "The record's id, the beginning of it, or its name.")
        public static let kind = Phrase(
            zh: "类别，如 company；见 moso record kinds。",
            en: "The kind, such as company; see moso record kinds.")
        public static let assignments = Phrase(
            zh: "字段=值，字段名见 moso record fields。",
            en: "field=value; moso record fields lists the fields.")
        public static let allowMissing = Phrase(
            zh: "所指的记录本站还没有也照写；编号要写完整。",
            en: "Write keys of records that are not here yet; keys in full.")
        public static let check = Phrase(
            zh: "发现需要注意的情况时以 3 退出。", en: "Exit with 3 when something needs attention.")
        public static let since = Phrase(
            zh: "只要这之后的：3d、yesterday、2026-11-01。",
            en: "Only what is newer: 3d, yesterday, 2026-11-01.")
        public static let limit = Phrase(
            zh: "最多这么多条；0 表示全部。", en: "At most so many; 0 for all.")
        public static let site = Phrase(zh: "只要这个分站的。", en: "Only those of this site.")

        // record
        public static let unset = Phrase(
            zh: "清空这个字段，与“字段=”相同；可写多次。",
            en: "Empty this field, as field= does; may be given several times.")
        public static let basedOn = Phrase(
            zh: "改动所依据的版本，由 record show --json 给出；之后有别人改过则拒绝。",
            en: "The version the change is based on, as record show --json gives it.")
        public static let whereExpression = Phrase(
            zh: "条件，如 'site=anji and rent_fen>=900'；运算符 = != < <= > >=，用 and 连接。",
            en: "A condition such as 'site=anji and rent_fen>=900'; = != < <= > >= joined by and.")
        public static let columns = Phrase(
            zh: "要显示的字段，用逗号分隔。", en: "The fields to show, separated by commas.")
        public static let sort = Phrase(
            zh: "按这个字段排序；前面加 - 为倒序。", en: "Order by this field; -field for falling order.")
        public static let all = Phrase(zh: "包括已停用的。", en: "Retired ones too.")
        public static let field = Phrase(zh: "只看这个字段。", en: "Only this field.")

        // init
        public static let initSite = Phrase(
            zh: "本站代号，如 anji。", en: "This site's name, such as anji.")
        public static let initHub = Phrase(
            zh: "总部的代号；总部自己不填。",
            en: "The name of the hub, which holds everything; leave it out at the hub itself.")
        public static let initName = Phrase(zh: "本站的名称，如“安吉分站”。", en: "What people call the site.")

        public static let initFrom = Phrase(
            zh: "凭总部的邀请码登记本站，并从总部的快照开始；- 表示从标准输入读取。",
            en:
                "Enrol this site by the hub's code and start from its snapshot; - reads the code from "
                + "standard input.")

        public static let initAgain = Phrase(
            zh: "用快照替换现有副本，未发送的改动保留。",
            en: "Replace the replica that is here; its unsent work is kept.")

        // import and export
        public static let file = Phrase(zh: "文件；- 表示标准输入。", en: "The file; - for standard input.")
        public static let importKind = Phrase(
            zh: "文件里是哪一类记录；不填则按租户台账，或按 JSON 各行自带的类别导入。",
            en: "The kind of record in the file; without it a ledger, or as each JSON line says.")
        public static let importEncoding = Phrase(zh: "文件的编码。", en: "How the file is encoded.")
        public static let refusedFile = Phrase(
            zh: "问题行另存为；默认在原文件旁，试运行不存。",
            en: "Where refused rows go; else beside the file, and nowhere in a dry run.")
        public static let output = Phrase(
            zh: "写到这个文件；- 表示标准输出。", en: "The file to write; - for standard output.")
        public static let format = Phrase(
            zh: "csv 用于表格软件，tsv 用制表符分隔，jsonl 每行一个 JSON。",
            en: "csv for spreadsheets, tsv with tabs, jsonl with one JSON object a line.")
        public static let exportEncoding = Phrase(
            zh: "csv 和 tsv 的编码。", en: "The encoding of csv and tsv.")

        // sync, status, peers
        public static let syncPeers = Phrase(
            zh: "只与这些对端收发：分站代号或地址。", en: "Only these peers: their site or address.")
        public static let cron = Phrase(
            zh: "供 cron 使用：没有事需要人知道就不出声。",
            en: "For cron: silent unless a person must know.")
        public static let alertAfter = Phrase(
            zh: "与 --cron 同用：多久连不上才报告。",
            en: "With --cron: how long a peer may stay out of reach before it says so.")
        public static let strict = Phrase(
            zh: "收发后有需要人处理的情况则以 3 退出。",
            en: "Exit with 3 when something needs a person afterwards.")
        public static let wait = Phrase(
            zh: "另一个 moso 正在同步时最多等多久。",
            en: "How long to wait for another moso that is syncing.")
        public static let maxAge = Phrase(
            zh: "与 --check 同用：上次成功不得早于此。",
            en: "With --check: how old the last good sync may be.")
        public static let peerURL = Phrase(
            zh: "地址，如 http://127.0.0.1:7421。", en: "Its address, such as http://127.0.0.1:7421.")
        public static let peer = Phrase(zh: "对端的分站代号或地址。", en: "The peer's site or address.")

        // conflicts
        public static let conflict = Phrase(
            zh: "冲突编号，如 C-K4T9。", en: "Its id, such as C-K4T9.")
        public static let take = Phrase(
            zh: "采用哪一方：字母、分站代号或 base（共同起点）。",
            en: "The side to take: its letter, the site that wrote it, or base.")
        public static let set = Phrase(
            zh: "另填一个值；一组字段写成 field=value,field=value。",
            en: "Another value; for fields that go together field=value,field=value.")
        public static let option = Phrase(
            zh: "规则冲突的第几个办法。", en: "One of the numbered ways to settle a rule conflict.")
        public static let token = Phrase(
            zh: "show --json 给出的 token；之后有变化则拒绝。",
            en: "The token of show --json: refuse if anything changed since.")
        public static let conflictKind = Phrase(
            zh:
                "只要这一种：field、edit-vs-retire、rule、overlap、quota、duplicate、reference、clock、resolution、fork。",
            en:
                "Only this sort: field, edit-vs-retire, rule, overlap, quota, duplicate, reference, "
                + "clock, resolution, fork.")
        public static let asOf = Phrase(
            zh: "当时的样子：3d、2026-11-01、\"2026-11-01 10:05\"，或某个事务之后，如 R-19F2X0。",
            en: "As it was: 3d, 2026-11-01, \"2026-11-01 10:05\", or right after R-19F2X0.")
        public static let ruleVerb = Phrase(
            zh: "列出、看其中一条、用已有裁决试、启用或停用。",
            en: "List them, show one, try it on what was decided, switch it on or off.")
        public static let decisionRule = Phrase(
            zh: "规则名，如 site-owns-rent。", en: "The rule's name, such as site-owns-rent.")
        public static let forceRule = Phrase(
            zh: "与已有裁决不同也启用。", en: "Switch it on though people decided otherwise.")
        public static let againstHistory = Phrase(
            zh: "test：与已有裁决有不同就以退出码 3 结束。",
            en: "test: end with exit code 3 where people decided otherwise.")
        public static let byRule = Phrase(
            zh: "按这条已启用的规则批量处理，如 site-owns-rent。",
            en: "Decide together by this rule, which is on, such as site-owns-rent.")
        public static let by = Phrase(zh: "只要这个人的。", en: "Only this person's.")
        public static let decidedBy = Phrase(
            zh: "只要按这条裁决规则作出的。", en: "Only those made by this rule of decision.")
        public static let exportTo = Phrase(
            zh: "把还没有导出的裁决添到这个审计文件末尾。",
            en: "Append the decisions that it does not have yet to this audit file.")
        public static let auditFile = Phrase(
            zh: "核对这个审计文件，而不是整个副本。", en: "Check this audit file instead of the replica.")
        public static let conflictField = Phrase(
            zh: "只看这个字段，可写多次；与 --merge-into 同用时写“字段=A”。",
            en: "Only this field, may be given several times; field=A with --merge-into.")
        public static let assignee = Phrase(
            zh: "只要交给这个人的。", en: "Only those assigned to this person.")
        public static let snoozed = Phrase(zh: "只要已搁置的。", en: "Only those that are put off.")
        public static let propose = Phrase(
            zh: "只是提议，由有权的人决定。", en: "Propose it, for whoever decides; nothing is decided.")
        public static let snooze = Phrase(
            zh: "搁置这么久，如 7d；0d 取消搁置。", en: "Put it off for so long, such as 7d; 0d takes that back."
        )
        public static let assign = Phrase(
            zh: "交给这个人；写空字符串取消。", en: "Assign it to this person; an empty name takes that back.")
        public static let mergeInto = Phrase(
            zh: "重复录入：把另一张卡并入这张。", en: "Two cards of one company: the card that takes the other in."
        )
        public static let interactive = Phrase(
            zh: "逐处提问，每答一处立即保存。", en: "Ask one by one; each answer is saved at once.")
        public static let bulkWhere = Phrase(
            zh: "批量处理的条件，如 'field=rent_fen and site=anji'。",
            en: "Which ones to decide together, such as 'field=rent_fen and site=anji'.")
        public static let bulkLimit = Phrase(
            zh: "批量处理最多这么多处。", en: "Decide at most so many together.")
        public static let confirm = Phrase(
            zh: "批量超过上限时，写出将处理的数量以确认。",
            en: "Beyond the limit of a bulk decision: the number to be decided, to confirm it.")
        public static let minAge = Phrase(
            zh: "批量处理不包括出现不到这么久的；默认 10m。",
            en: "Leave out of a bulk decision what is younger; 10m unless said.")
        public static let like = Phrase(
            zh: "只要与这一处同类的：同一字段、同样的分站，或同一规则。",
            en: "Only those like this one: the same field and sites, or the same rule.")
        public static let mine = Phrase(
            zh: "只要本站可以决定的。", en: "Only those that this site may decide.")
        public static let conflictState = Phrase(
            zh: "待处理的、已处理的，或全部。", en: "Those that are open, those that are settled, or all.")
        public static let groupBy = Phrase(
            zh: "按种类、字段、分站或谁来定分组。", en: "In groups by sort, field, site or who decides.")
        public static let conflictLimit = Phrase(
            zh: "最多这么多条，0 表示全部；终端上默认 100。",
            en: "At most so many, 0 for all; 100 on a terminal unless said.")
        public static let conflictRecord = Phrase(
            zh: "只要这条记录的。", en: "Only those of this record.")
        public static let automatic = Phrase(
            zh: "也列出由规则自动处理、尚可改判的。",
            en: "Also what a policy decided and a person may overrule.")
        public static let decision = Phrase(
            zh: "那次决定，如 R-19F2X0，或一个事务。",
            en: "The decision, such as R-19F2X0, or a transaction.")
        public static let transaction = Phrase(
            zh: "事务：R-19F2X0 或 anji.1/site/anji:42。",
            en: "A transaction: R-19F2X0, or anji.1/site/anji:42.")
        public static let force = Phrase(
            zh: "之后有人改过也照样撤销。", en: "Also where somebody has written since.")
        public static let verifyPeer = Phrase(
            zh: "与之比较的对端：分站代号或地址。",
            en: "A peer, by its site or address, whose state is compared with this one.")
        public static let verifyAll = Phrase(
            zh: "检查本机副本，并逐一与每个已登记的对端比较。",
            en: "This replica, and then every enrolled peer compared with it.")
        public static let pool = Phrase(
            zh: "额度的代号或名称；也可以是基金或补贴预算。",
            en: "A quota by its code or name, or the fund or budget it belongs to.")
        public static let amount = Phrase(
            zh: "数量，按额度的单位；金额以元计。",
            en: "How much, in the quota's unit; money in yuan, not fen.")
        public static let quotaName = Phrase(
            zh: "新额度的名称（不属于基金或补贴预算时）。",
            en: "What a new quota is called that is neither a fund's nor a budget's.")
        public static let quotaUnit = Phrase(
            zh: "新额度的单位：币种，或 count（个数）。",
            en: "What a new quota counts: a currency, or count for things.")
        public static let lendTo = Phrase(
            zh: "转给哪个分站；分站只能转给总部。", en: "The site to lend to; a branch lends to the hub.")
        public static let askFrom = Phrase(
            zh: "总部向哪个分站申请；分站总是向总部申请。",
            en: "The branch that the hub asks; a branch always asks the hub.")
        public static let askWithdraw = Phrase(
            zh: "撤回还没有答复的申请。", en: "Take back what is asked for and not answered.")
        public static let quotaMove = Phrase(
            zh: "变动的编号，如 J-anji.1/site/anji:42.1；见 moso quota show。",
            en: "The id of a move, such as J-anji.1/site/anji:42.1; see moso quota show.")
        public static let quotaOrigin = Phrase(
            zh: "结束的世代，如 anji.1。", en: "The epoch that has ended, such as anji.1.")
        public static let toHub = Phrase(
            zh: "该站不再使用：余下的份额归总部。",
            en: "The site is gone for good: what is left goes to the hub.")
        public static let unheard = Phrase(
            zh: "确认总部自己的旧世代，不等还没有同步过的分站。",
            en:
                "For an epoch of the hub's own: without waiting for sites that have not synced since."
        )
        public static let seat = Phrase(
            zh: "工位；不填则列出全部。", en: "A seat, or everything when left out.")
        public static let displaced = Phrase(zh: "只要已让位的。", en: "Only those who gave way.")
        public static let personalField = Phrase(
            zh: "个人信息字段；可以写多个。", en: "A personal field; may be given several times.")
        public static let erasureReason = Phrase(
            zh: "依谁的要求；会永久保留，所以不要写出原值。",
            en: "On whose demand; kept for good, so without the value itself.")
        public static let rule = Phrase(
            zh: "只要这条规则的，如 X01。", en: "Only those of this rule, such as X01.")
        public static let olderThan = Phrase(
            zh: "只要等了这么久以上的，如 2d。", en: "Only those open for longer, such as 2d.")

        public static let importSheet = Phrase(
            zh: "工作簿里的哪个工作表；不写时取第一个认得出表头的。",
            en: "The sheet of a workbook; without it the first whose header is known.")

        // bench and demo
        public static let benchRows = Phrase(
            zh: "多少行：1,000 到 1,000,000，100 的倍数。",
            en: "Rows of the workload: a multiple of 100 from 1,000 to 1,000,000.")
        public static let benchRounds = Phrase(
            zh: "每项测几次，取中位数：1 到 100。",
            en: "How often everything is measured, 1 to 100; medians are printed.")
        public static let benchOnly = Phrase(
            zh: "只测这一项，写结果表第一列的名称；可以写多个。",
            en: "Only this figure, by the name in the table's first column; may be given several "
                + "times.")
        public static let benchSites = Phrase(
            zh: "改测这么多站点（1 到 200）与一个总部之间的收发；要有 mosod。",
            en: "Measures exchanges of so many sites, 1 to 200, with one hub instead; needs mosod.")
        public static let benchPace = Phrase(
            zh: "与 --sites 同用：每个站点两次收发之间的秒数，1 到 3600。",
            en: "With --sites: seconds between two exchanges of a site, 1 to 3600.")
        public static let benchYears = Phrase(
            zh: "改测总部的文件用了这么多年（1 到 30）以后：--rows 行由 --sites 个站点（默认 200）逐月写成。",
            en:
                "Measures a hub's file after so many years, 1 to 30, instead: --rows written month "
                + "by month by --sites, 200 unless said.")
        public static let demoSites = Phrase(zh: "几个站点，2 到 8。", en: "How many sites, 2 to 8.")
        public static let demoPort = Phrase(
            zh: "从这个端口试起；被占用的跳过。", en: "The first port tried; busy ones are passed over.")
        public static let demoKeep = Phrase(
            zh: "把副本留在这个目录；目录不能已经存在。",
            en: "Keep the replicas in this directory, which must not exist yet.")
        public static let demoScript = Phrase(
            zh: "quick 会自行结束；full 让各站点运行到按 Ctrl-C 为止。",
            en: "quick ends by itself; full leaves the sites running until Ctrl-C.")
        public static let demoLedger = Phrase(
            zh: "导入这份台账，不用演示自带的。",
            en: "The spreadsheet to import instead of a small one of the demo's own.")
        public static let demoNoOpen = Phrase(
            zh: "不打开浏览器。", en: "Do not open the page in a browser.")
    }
}
