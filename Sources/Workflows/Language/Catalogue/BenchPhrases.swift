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

        public static func round(_ round: Int, of rounds: Int) -> Phrase {
            Phrase(zh: "第 \(round) 轮，共 \(rounds) 轮", en: "round \(round) of \(rounds)")
        }

        public static let noDaemon = Phrase(
            zh: "没有找到 mosod，所以未测无改动的同步；把它放在 moso 旁边或设 MOSO_BIN。",
            en: "There is no mosod beside moso, so syncing nothing was not measured; set MOSO_BIN.")

        public static func wrongResult(_ message: String) -> Phrase {
            Phrase(
                zh: "性能测试得到错误的结果：\(message)。",
                en: "the benchmark got a wrong result: \(message).")
        }

        public static let noReplica = Phrase(
            zh: "没有碰任何副本。", en: "No replica was touched.")

        public static let met = Phrase(zh: "达标", en: "met")
        public static let missed = Phrase(zh: "超出预算", en: "over budget")

        public static func summary(met: Int, of all: Int) -> Phrase {
            Phrase(
                zh: "\(all) 项中 \(met) 项达标。", en: "\(met) of \(all) budgets met.")
        }
    }
}
