extension Catalogue.Help {
    // Commands that stand below a noun.

    public static let record = Entry(
        Phrase(zh: "查看和修改记录。", en: "Look at records and change them."),
        [
            Example("moso record kinds"), Example("moso record fields tenancy"),
            Example("moso record list company"),
        ])

    public static let recordAdd = Entry(
        Phrase(zh: "新增一条记录。", en: "Add a record."),
        [
            Example(
                Phrase(
                    zh: "moso record add company legal_name=澜图智能 credit_code=…",
                    en: "moso record add company legal_name=Lantu credit_code=…")),
            Example(
                "moso record add seat label=A-001 kind=fixed -n",
                Phrase(zh: "先检查，不写入", en: "check it first")),
        ])

    public static let recordEdit = Entry(
        Phrase(zh: "修改一条记录的字段。", en: "Change fields of a record."),
        detail: Phrase(
            zh: "“字段=”或 --unset 字段清空该字段。两个分站同时改同一字段时，两个值都保留，由人决定。",
            en:
                "field= or --unset field empties a field. When two sites change one field at the same time both "
                + "values are kept until a person decides."),
        [
            Example(
                Phrase(
                    zh: "moso record edit T-7K3F rent_fen=900 --reason 续签",
                    en: "moso record edit T-7K3F rent_fen=900 --reason renewal"))
        ])

    public static let recordList = Entry(
        Phrase(zh: "列出某一类记录。", en: "List the records of a kind."),
        detail: Phrase(
            zh: "按编号排序。待核对的字段，只要其中一方的值符合条件就列出。"
                + "--plain 每行是编号和该类的全部字段，顺序同 moso record fields；用 --columns 另选。",
            en:
                "In the order of their ids. An undecided field matches when one of its values does. "
                + "With --plain a line is the id and every field of the kind, in the order of "
                + "moso record fields; --columns picks others."
        ),
        [
            Example("moso record list tenancy --site anji"),
            Example(
                "moso record list tenancy --where 'rent_fen>=900 and moved_in_on<2026-01-01'"),
            Example("moso record list company --columns legal_name,stage --sort legal_name"),
        ])

    public static let recordShow = Entry(
        Phrase(zh: "查看一条记录。", en: "Show one record."),
        [
            Example("moso record show T-7K3F"), Example("moso record show A-001 --json"),
            Example("moso record show T-7K3F --as-of 2026-11-01"),
        ])

    public static let recordRetire = Entry(
        Phrase(
            zh: "停用一条记录并写明理由；不删除任何内容。",
            en: "Retire a record with a reason; nothing is deleted."),
        [
            Example(
                Phrase(
                    zh: "moso record retire T-7K3F --reason 重复录入",
                    en: "moso record retire T-7K3F --reason \"entered twice\""))
        ])

    public static let recordErase = Entry(
        Phrase(
            zh: "在各站永久抹除个人信息。", en: "Erase personal values everywhere and for good."),
        detail: Phrase(
            zh: "抹除个人信息字段现有和曾有的值：本站立即，其他分站在下次同步时。"
                + "不能撤销，之前在任何地方做的修改也不会让它回来。数据目录中的备份会重做；移到别处的备份仍含原值。",
            en:
                "Removes what personal fields hold and ever held: here at once, at every other site "
                + "when it next syncs. Nobody can undo it, and no edit that was made before it "
                + "anywhere brings a value back. Backups in the replica's folder are made anew; copies "
                + "kept elsewhere still hold it."),
        [
            Example(
                Phrase(
                    zh: "moso record erase T-7K3F --field phone --reason 本人要求",
                    en: "moso record erase T-7K3F --field phone --reason \"on request\""))
        ])

    public static let recordKinds = Entry(
        Phrase(zh: "有哪些类别。", en: "List the kinds of record."), [Example("moso record kinds")])

    public static let recordFields = Entry(
        Phrase(
            zh: "某一类有哪些字段、类型和合并规则。",
            en: "The fields of a kind with their types and merge rules."),
        [Example("moso record fields tenancy")])

    public static let recordReference = Entry(
        Phrase(
            zh: "所有类别和字段的参考页（Markdown）。",
            en: "The reference page of all kinds and fields, as Markdown."),
        [Example("moso record reference")])

    public static let conflicts = Entry(
        Phrase(zh: "两个分站改得不一样的地方。", en: "What two sites changed differently."),
        detail: Phrase(
            zh: "同一处冲突在各站编号相同，可以在电话里核对。",
            en: "Every site prints the same id for the same conflict."),
        [
            Example("moso conflicts list"), Example("moso conflicts show C-K4T9"),
            Example(
                Phrase(
                    zh: "moso conflicts resolve C-K4T9 --take anji --reason 已核对合同",
                    en: "moso conflicts resolve C-K4T9 --take anji --reason \"paper seen\"")),
        ])

    public static let conflictsList = Entry(
        Phrase(zh: "列出待处理的冲突。", en: "List what is open."),
        [
            Example("moso conflicts list"),
            Example("moso conflicts list --field rent_fen --older-than 2d"),
            Example(
                "moso conflicts list --mine --group-by field",
                Phrase(zh: "本站可定的，按字段分组", en: "what this site may decide, by field")),
            Example("moso conflicts list --like C-K4T9"),
            Example(
                "moso conflicts list --state settled",
                Phrase(zh: "已处理的", en: "what is settled")),
            Example(
                "moso conflicts list --check",
                Phrase(zh: "有待处理的就以 3 退出", en: "exit with 3 if any is open")),
        ])

    public static let conflictsRules = Entry(
        Phrase(
            zh: "裁决规则：列出、查看、试用、启用、停用。",
            en: "Rules of decision: list, show, try, switch on and off."
        ),
        detail: Phrase(
            zh: "规则写在 rules.toml 里。启用后只是给出建议；要按它处理，用 moso conflicts resolve --by-rule。",
            en:
                "They stand in rules.toml. One that is on suggests; moso conflicts resolve --by-rule decides "
                + "by it."),
        [
            Example("moso conflicts rules"), Example("moso conflicts rules test site-owns-rent"),
            Example("moso conflicts rules enable site-owns-rent"),
            Example(
                "moso conflicts resolve --by-rule site-owns-rent -n",
                Phrase(zh: "先看按它会怎样处理", en: "what it would decide")),
        ])

    public static let conflictsWatch = Entry(
        Phrase(
            zh: "等候并逐行显示新出现和已消失的冲突。",
            en: "Wait, and tell line by line what opens and what closes."),
        [
            Example("moso conflicts watch --mine"),
            Example(
                "moso conflicts watch --json",
                Phrase(zh: "每行一个 JSON", en: "one JSON object a line")),
        ])

    public static let conflictsShow = Entry(
        Phrase(
            zh: "查看一处冲突：各方的值、谁改的、为何改。",
            en: "Show one conflict: every side, who wrote it and why."),
        detail: Phrase(
            zh: "还显示：双方为何没有看到对方、各种选择下规则是否符合、金额如何变化、有哪些记录引用它、"
                + "同类冲突、由谁决定、建议及其依据。不会替人选择。",
            en:
                "Also why neither had seen the other, what the rules and figures would be under each "
                + "choice, what refers to the record, similar conflicts, who decides, and a suggestion "
                + "with its ground. Nothing is chosen for you."),
        [Example("moso conflicts show C-K4T9")])

    public static let conflictsResolve = Entry(
        Phrase(
            zh: "处理一处冲突。这个决定像其他改动一样同步到各站。",
            en: "Decide a conflict. The decision syncs like any other change."),
        [
            Example(
                Phrase(
                    zh: "moso conflicts resolve C-K4T9 --take anji --reason 已核对合同",
                    en: "moso conflicts resolve C-K4T9 --take anji --reason \"paper seen\"")),
            Example("moso conflicts resolve C-K4T9 --set 950 --reason -"),
            Example(
                "moso conflicts resolve C-K4T9 --take B --propose",
                Phrase(zh: "只提议，由有权的人决定", en: "propose it to whoever decides")),
            Example("moso conflicts resolve C-K4T9 --snooze 7d --assign 周凯"),
            Example(
                "moso conflicts resolve C-M2RA --merge-into C-204 --field contact=A",
                Phrase(zh: "两张卡并为一家企业", en: "two cards are one company")),
            Example(
                "moso conflicts resolve --interactive --mine",
                Phrase(zh: "逐处提问", en: "ask one by one")),
            Example(
                "moso conflicts resolve --where 'field=rent_fen and site=anji' --take anji -n",
                Phrase(zh: "批量，先看计划", en: "many at once; the plan first")),
            Example(
                "moso conflicts resolve C-7WQD --option 1 -n",
                Phrase(zh: "规则冲突，先看结果", en: "a rule conflict; see first what it does")),
        ])

    public static let conflictsUndo = Entry(
        Phrase(
            zh: "撤销一次决定。撤销会同步到各站，它自己也可以撤销。",
            en: "Take a decision back. The undo syncs, and can itself be undone."),
        [Example("moso conflicts undo R-19F2X0")])

    public static let conflictsLog = Entry(
        Phrase(
            zh: "做过的决定和撤销，以及互相没有看到的写入。",
            en: "Decisions and undos, and the ledger of writes that did not know each other."),
        [
            Example("moso conflicts log --since 7d"), Example("moso conflicts log --auto"),
            Example(
                "moso conflicts log --export audit.jsonl",
                Phrase(zh: "供审计，只往后添加", en: "for an auditor; only ever appended to")),
        ])

    public static let claims = Entry(
        Phrase(
            zh: "谁占用哪个工位；已让位的列出最近的空闲工位。",
            en: "Who has which seat; for those who gave way, the nearest free seats."),
        [Example("moso claims"), Example("moso claims A-001 --displaced")])

    public static let undo = Entry(
        Phrase(
            zh: "用一个新的事务撤回某个事务做的事。",
            en: "Take back what a transaction did, by another transaction."),
        [Example("moso undo R-19F2X0"), Example("moso undo anji.1/site/anji:42")])

    public static let peers = Entry(
        Phrase(zh: "与哪些分站收发。", en: "The sites this one exchanges with."),
        [
            Example("moso peers list"), Example("moso peers add https://hub.example.cn:7443"),
            Example("moso peers pause hangzhou"),
        ])

    public static let peersList = Entry(
        Phrase(
            zh: "列出对端和最近 12 次收发的成败（+ 成功，- 失败）。",
            en: "List them with their last 12 tries (+ good, - failed)."),
        [Example("moso peers list")])

    public static let peersAdd = Entry(
        Phrase(zh: "按地址添加一个对端。", en: "Add a peer by its address."),
        [Example("moso peers add https://hub.example.cn:7443")])

    public static let peersRemove = Entry(
        Phrase(
            zh: "不再与一个对端收发；已收到的数据保留。", en: "Forget a peer; what came from it stays."),
        [Example("moso peers remove hangzhou")])

    public static let peersPause = Entry(
        Phrase(zh: "暂停与一个对端收发。", en: "Stop exchanging with a peer for now."),
        [Example("moso peers pause hangzhou")])

    public static let peersResume = Entry(
        Phrase(zh: "恢复与一个对端收发。", en: "Go on exchanging with a peer."),
        [Example("moso peers resume hangzhou")])
}
