extension Catalogue {
    /// `moso bench`
    public enum Bench {
        public static func title(rows: Int, runs: Int) -> Phrase {
            Phrase(
                zh: "\(rows.grouped) 行，每项测 \(runs.grouped) 次取中位数；倍数以同次运行的纯 SQLite 为 1。",
                en: "\(English.counted(rows, "row")), medians of \(English.counted(runs, "run")); "
                    + "ratios are to plain SQLite in the same run.")
        }

        public static func progress(_ measurement: Phrase, run: Int, of runs: Int) -> Phrase {
            Phrase(
                zh: "\(measurement.zh)　第 \(run) 次，共 \(runs) 次",
                en: "\(measurement.en)  run \(run) of \(runs)")
        }

        public static let bulkInsert = Phrase(zh: "批量新增", en: "bulk insert")
        public static let bulkUpdate = Phrase(zh: "批量修改", en: "bulk update")
        public static let apply = Phrase(zh: "写入收到的改动", en: "apply received changes")
        public static let extraction = Phrase(zh: "取出待发改动", en: "extract changes to send")
        public static let wireBytes = Phrase(zh: "每处改动的传输字节", en: "bytes on the wire per change")
        public static let singleEdit = Phrase(zh: "单次落盘修改", en: "single durable edit")
        public static let emptySync = Phrase(zh: "无改动的同步", en: "sync with nothing to do")
        public static let rowMetadata = Phrase(zh: "每行元数据字节", en: "bytes of metadata per row")
        public static let startUp = Phrase(zh: "moso 启动", en: "start of moso")

        public static let met = Phrase(zh: "达标", en: "met")
        public static let missed = Phrase(zh: "超出预算", en: "over budget")

        public static func summary(met: Int, of all: Int) -> Phrase {
            Phrase(
                zh: "\(all) 项中 \(met) 项达标。", en: "\(met) of \(all) budgets met.")
        }
    }

    /// `moso demo`: what each step does and why.
    public enum Demo {
        public static func step(_ number: Int, of all: Int, _ text: Phrase) -> Phrase {
            Phrase(
                zh: "第 \(number) 步（共 \(all) 步）　\(text.zh)",
                en: "Step \(number) of \(all)   \(text.en)")
        }

        public static let start = Phrase(
            zh: "在本机启动北京、安吉、杭州三个分站，各有自己的副本和服务",
            en: "start Beijing, Anji and Hangzhou on this machine, each with its own replica")
        public static let importLedger = Phrase(
            zh: "安吉导入台账，另外两站随即收到",
            en: "Anji imports its ledger, and the other two receive it")
        public static let cutOff = Phrase(
            zh: "断开安吉的网络：断网时也照常录入",
            en: "cut Anji off: work goes on without a network")
        public static let editBoth = Phrase(
            zh: "两头同时改同一份月租，又把同一个工位分给两家企业",
            en: "change one rent at both ends, and give one seat to two companies")
        public static let reconnect = Phrase(
            zh: "恢复网络：两边的值都保留，各站算出同样的冲突编号",
            en: "reconnect: both values are kept, and every site finds the same conflict ids")
        public static let resolve = Phrase(
            zh: "处理其中一处，并把决定同步到各站",
            en: "resolve one of them and let the decision travel")
        public static let verify = Phrase(
            zh: "核对三个副本是否相同", en: "verify that the three replicas are equal")
        public static let overview = Phrase(
            zh: "在总部看汇总", en: "look at the whole from head office")

        public static func portBusy(_ port: Int, instead other: Int) -> Phrase {
            Phrase(
                zh: "端口 \(port) 已被占用，改用 \(other)。",
                en: "Port \(port) is in use; taking \(other).")
        }

        public static func site(_ site: Phrase, address: String) -> Phrase {
            Phrase(zh: "\(site.zh)　\(address)", en: "\(site.en)  \(address)")
        }

        public static let sameIDs = Phrase(
            zh: "各站的冲突编号相同。", en: "The conflict ids are the same at every site.")

        public static func running(page address: String) -> Phrase {
            Phrase(
                zh: "三个分站继续运行，按 Ctrl-C 结束。总览网页：\(address)",
                en: "The sites keep running until Ctrl-C. The page: \(address)")
        }

        public static func kept(in directory: String) -> Phrase {
            Phrase(zh: "演示数据保留在 \(directory)", en: "The demo's data is kept in \(directory)")
        }

        public static func finished(took span: Phrase) -> Phrase {
            Phrase(
                zh: "演示完成，用时 \(span.zh)。三个副本相同，没有丢失任何改动。",
                en: "Demo finished in \(span.en). The three replicas are equal; nothing was lost.")
        }
    }
}
