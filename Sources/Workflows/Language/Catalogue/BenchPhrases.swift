extension Catalogue {
    /// `moso bench`
    public enum Bench {
        public static func title(rows: Int, runs: Int) -> Phrase {
            Phrase(
                zh: "\(rows.grouped) 行，每项测 \(runs.grouped) 次取中位数；倍数以同次运行的纯 SQLite 为 1。",
                en: "\(English.counted(rows, "row")), medians of \(English.counted(runs, "run")); "
                    + "ratios are to plain SQLite in the same run.")
        }

        public static func round(_ round: Int, of rounds: Int) -> Phrase {
            Phrase(zh: "第 \(round) 轮，共 \(rounds) 轮", en: "round \(round) of \(rounds)")
        }

        // The table.
        public static let name = Phrase(zh: "名称", en: "Name")
        public static let what = Phrase(zh: "项目", en: "What")
        public static let measured = Phrase(zh: "实测", en: "Measured")
        public static let spread = Phrase(zh: "最小–最大", en: "Least–most")
        public static let budget = Phrase(zh: "预算", en: "Budget")
        public static let aim = Phrase(zh: "目标", en: "Aim")
        public static let verdict = Phrase(zh: "结论", en: "Verdict")
        public static let met = Phrase(zh: "达标", en: "met")
        public static let missed = Phrase(zh: "超出预算", en: "over budget")
        public static let notMeasured = Phrase(zh: "未测", en: "not measured")

        public static func summary(met: Int, of all: Int) -> Phrase {
            Phrase(
                zh: "\(all) 项中 \(met) 项达标。", en: "\(met) of \(all) budgets met.")
        }

        public static let noDaemon = Phrase(
            zh: "没有找到 mosod，所以未测程序之间的收发；把它放在 moso 旁边或设 MOSO_BIN。",
            en:
                "There is no mosod beside moso, so nothing was measured between programs; set MOSO_BIN."
        )

        // Many sites and one hub.

        public static func load(sites: Int, pace: Int, runs: Int) -> Phrase {
            Phrase(
                zh: "\(sites) 个站点，每 \(pace) 秒一次收发，\(runs) 轮，每轮 50 个事务、每个 5 条记录。",
                en: "\(English.counted(sites, "site")), an exchange of each every \(pace) s, "
                    + "\(English.counted(runs, "round")), 50 transactions of 5 records in each.")
        }

        public static let count = Phrase(zh: "次数", en: "Count")
        public static let middle = Phrase(zh: "中位", en: "Median")
        public static let slow = Phrase(zh: "百次中第 99", en: "99 of 100")
        public static let slowest = Phrase(zh: "最慢", en: "Slowest")

        /// A part of a load, by its name.
        public static func load(_ part: String) -> Phrase {
            switch part {
            case "first": Phrase(zh: "首次收发", en: "first exchange")
            case "quiet": Phrase(zh: "无改动的收发", en: "exchange with nothing to do")
            case "steady": Phrase(zh: "平日的收发", en: "exchange on an ordinary day")
            case "stampede": Phrase(zh: "同一时刻一起收发", en: "exchange, all at one moment")
            case "batch":
                Phrase(
                    zh: "一次带来 20,000 条，每事务 1,000", en: "20,000 records, a thousand a transaction")
            case "backlog":
                Phrase(zh: "一次带来 20,000 条，每事务 10", en: "20,000 records, ten a transaction")
            case "steady-edit": Phrase(zh: "平日总部的单次修改", en: "edit at the hub on an ordinary day")
            case "stampede-edit":
                Phrase(zh: "一起收发时总部的单次修改", en: "edit at the hub, all at one moment")
            case "batch-edit": Phrase(zh: "写入前者时总部的单次修改", en: "edit at the hub during the first")
            case "backlog-edit":
                Phrase(zh: "写入后者时总部的单次修改", en: "edit at the hub during the second")
            default: Phrase(verbatim: part)
            }
        }

        public static func hub(milliseconds: String, percent: String, megabytes: String) -> Phrase {
            Phrase(
                zh: "总部：平日每个事务 \(milliseconds) 毫秒处理器时间，占一个核的 \(percent)%；内存最多 \(megabytes) MB。",
                en:
                    "The hub: \(milliseconds) ms of processor time for each transaction of an ordinary day, "
                    + "\(percent) % of a core; \(megabytes) MB of memory at most.")
        }

        public static func failures(_ count: Int) -> Phrase {
            Phrase(
                zh: "失败的收发：\(count.grouped)。", en: "Exchanges that failed: \(count.grouped).")
        }

        // A hub that grows old.

        public static func years(_ years: Int, sites: Int, rows: Int) -> Phrase {
            Phrase(
                zh: "\(years) 年，\(sites) 个站点，\(rows.grouped) 行；每年末在总部做 1,000 次单次修改。",
                en: "\(English.counted(years, "year")), \(English.counted(sites, "site")), "
                    + "\(English.counted(rows, "row")); a thousand edits at the hub after each year."
            )
        }

        public static let year = Phrase(zh: "年", en: "Year")
        public static let records = Phrase(zh: "记录", en: "Records")
        public static let transactions = Phrase(zh: "事务", en: "Transactions")
        public static let database = Phrase(zh: "数据库", en: "Database")
        public static let metadataEach = Phrase(zh: "每条元数据", en: "Metadata a record")
        public static let takingIn = Phrase(zh: "写入一千个事务", en: "A thousand taken in")
        public static let editMiddle = Phrase(zh: "修改中位", en: "Edit, median")
        public static let editSlow = Phrase(zh: "百次中第 99", en: "99 of 100")
        public static let plainMiddle = Phrase(zh: "纯 SQLite 中位", en: "Plain SQLite, median")
        public static let plainSlow = Phrase(zh: "百次中第 99", en: "99 of 100")
        public static let ageing = Phrase(zh: "多年使用", en: "years of use")

        public static func afterYears(
            start: String, quiet: String, sent: Int, received: Int, megabytes: String
        ) -> Phrase {
            Phrase(
                zh: "此后：moso status 到首个输出 \(start) 毫秒；无改动的收发 \(quiet) 毫秒，发出 "
                    + "\(sent.grouped)、收到 \(received.grouped) 字节；守护进程内存最多 \(megabytes) MB。",
                en:
                    "After that: moso status to first output \(start) ms; an exchange with nothing to do "
                    + "\(quiet) ms, "
                    + "\(sent.grouped) bytes sent, \(received.grouped) received; the daemon had \(megabytes) MB at most."
            )
        }

        // What is measured.
        public static let insert = Phrase(zh: "批量新增，含日志", en: "bulk insert, log included")
        public static let update = Phrase(
            zh: "单列修改，每事务 100 处", en: "single-column updates, 100 a transaction")
        public static let apply = Phrase(
            zh: "空副本写入对端日志", en: "a peer's log into an empty replica")
        public static let concurrent = Phrase(
            zh: "并发修改，一成冲突", en: "concurrent updates, a tenth conflicting")
        public static let extract = Phrase(
            zh: "取出日志（对 SELECT *）", en: "extracting the log, to SELECT *")
        public static let wireRows = Phrase(
            zh: "全部行的传输量（对 TSV + zstd -3）", en: "all rows on the wire, to TSV under zstd -3")
        public static let wireUpdates = Phrase(
            zh: "1,000 处单列修改的传输量", en: "1,000 single-column updates on the wire")
        public static let sizeRows = Phrase(zh: "新增后的数据库", en: "database after the inserts")
        public static let sizeUpdates = Phrase(
            zh: "再改同样多次后的数据库", en: "database after as many updates")
        public static let edit = Phrase(zh: "单次落盘修改", en: "one durable edit")
        public static let quietRounds = Phrase(
            zh: "无改动的同步：往返", en: "nothing to sync: round trips")
        public static let quietSent = Phrase(zh: "无改动的同步：发出", en: "nothing to sync: sent")
        public static let quietReceived = Phrase(
            zh: "无改动的同步：收到", en: "nothing to sync: received")
        public static let quietCPU = Phrase(
            zh: "无改动的同步：总部 CPU", en: "nothing to sync: CPU at the hub")
        public static let metadata = Phrase(
            zh: "每行元数据（日志与索引除外）", en: "metadata a row beyond log and indexes")
        public static let start = Phrase(
            zh: "moso status 到首个输出", en: "moso status to first output")

        public static let bootstrap = Phrase(
            zh: "由快照建立副本，含核对", en: "a replica from a snapshot, checks included")
        public static let snapshotMake = Phrase(zh: "制作快照", en: "making the snapshot")
        public static let snapshotBytes = Phrase(
            zh: "快照的大小（对 TSV + zstd -3）", en: "bytes of the snapshot, to TSV under zstd -3")

        public static let report = Phrase(
            zh: "按状态合计的报表（对同样的查询）", en: "a report by state, to the same question")
        public static let conflictList = Phrase(
            zh: "列出全部冲突（对读一张冲突表）", en: "the list of conflicts, to reading a table of them")
        public static let signed = Phrase(
            zh: "大批收发：有签名对无签名", en: "a large batch with signatures, to without")
        public static let protected = Phrase(
            zh: "大批收发：守护进程、TLS 和签名对同进程无保护",
            en: "a large batch by daemon, TLS and signatures, to unprotected")

        // What makes a measurement worthless, as part of a sentence.

        public static func wrongResult(_ what: Phrase) -> Phrase {
            Phrase(
                zh: "性能测试得到错误的结果：\(what.zh)。",
                en: "the benchmark got a wrong result: \(what.en).")
        }

        public static func otherRows(_ file: String, after figure: Phrase) -> Phrase {
            Phrase(
                zh: "“\(figure.zh)”之后，\(file) 里的行不是应有的行",
                en: "\(file) holds other rows than it must after \"\(figure.en)\"")
        }

        public static func open(_ conflicts: Int) -> Phrase {
            Phrase(
                zh: "收发之后有 \(conflicts.grouped) 处冲突，数目不对",
                en: "\(English.counted(conflicts, "conflict")) after the exchange, which is not "
                    + "their number")
        }

        public static func visits(_ there: Int, of written: Int) -> Phrase {
            Phrase(
                zh: "总部有 \(there.grouped) 条，应有 \(written.grouped) 条",
                en: "the hub holds \(there.grouped) of \(written.grouped) records")
        }

        public static func notApplied(_ result: String) -> Phrase {
            Phrase(zh: "正确的事务没有写入：\(result)", en: "a sound transaction was not applied: \(result)")
        }

        public static let noStatus = Phrase(
            zh: "moso status 没有应答", en: "moso status did not answer")
        public static let noPort = Phrase(zh: "没有空闲端口", en: "there is no free port")
        public static let noPipe = Phrase(zh: "无法建立管道", en: "no pipe could be made")
        public static let daemonGone = Phrase(zh: "守护进程停了", en: "the daemon has ended")

        public static func notStarted(_ program: String) -> Phrase {
            Phrase(zh: "\(program) 没有启动", en: "\(program) did not start")
        }

        public static func exchangeFailed(_ report: String) -> Phrase {
            Phrase(zh: "收发失败：\(report)", en: "an exchange failed: \(report)")
        }

        public static let noReplica = Phrase(
            zh: "没有碰任何副本。", en: "No replica was touched.")
    }
}
