internal import Causality
internal import Domain
internal import Storage
internal import Transport
internal import Workflows

extension Problem {
    private static let unchanged = Phrase(
        zh: "没有写入任何内容，数据完好。", en: "Nothing was written; your data is as it was.")

    private static func make(
        _ code: ProblemCode, _ zh: String, _ en: String, try remedy: Remedy,
        safety: Phrase = unchanged
    ) -> Problem {
        Problem(code, happened: Phrase(zh: zh, en: en), safety: safety, remedies: [remedy])
    }

    /// What a failure of any layer means for the person at the keyboard.
    static func explaining(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let error as StorageError: aboutFiles(error) ?? storage(error)
        case let error as RecordProblem: record(error)
        case let error as InboxProblem: inbox(error)
        case let error as FileRefusal:
            make(
                .importShape, "这个文件不能导入：\(error)。", "this file cannot be imported: \(error).",
                try: .advice(
                    Phrase(zh: "检查文件，或用 --encoding 指定编码。",
                        en: "look at the file, or name its encoding with --encoding.")))
        case let error as TransportError:
            make(
                .configAddress, "地址不能用：\(error)。", "the address cannot be used: \(error).",
                try: .run("moso peers add http://127.0.0.1:7421"))
        default:
            make(
                .bug, "意外的错误：\(error)。", "an unexpected error: \(error).",
                try: .run("moso verify"))
        }
    }

    private static func storage(_ error: StorageError) -> Problem {
        switch error {
        case .missing(let path):
            make(
                .replicaMissing, "\(path) 没有副本。", "there is no replica at \(path).",
                try: .run("moso init --site anji --hub beijing"))
        case .exists(let path):
            make(
                .replicaExists, "\(path) 已有副本。", "there is a replica at \(path) already.",
                try: .run("moso status"))
        case .notAReplica(let path, let why):
            make(
                .replicaForeign, "\(path) 不是 moso 副本：\(why)。",
                "\(path) is no moso replica: \(why).",
                try: .advice(Phrase(zh: "用 --data 指定另一个目录。", en: "name another directory with --data.")))
        case .newerVersion(let path, let found, let known):
            make(
                .replicaNewer, "\(path) 由更新的 moso 写成（\(found)，本程序 \(known)）。",
                "\(path) was written by a newer moso (\(found), this one knows \(known)).",
                try: .advice(Phrase(zh: "升级 moso。", en: "upgrade moso.")))
        case .busy:
            make(
                .busy, "另一个 moso 正在写这个副本。", "another moso is writing this replica.",
                try: .advice(Phrase(zh: "稍后再试。", en: "try again in a moment.")))
        case .diskFull:
            make(
                .diskFull, "磁盘已满。", "the disk is full.",
                try: .advice(Phrase(zh: "腾出空间后再试。", en: "free some space and try again.")))
        case .noSuchRow(let table, let key):
            make(
                .noRecord, "没有 \(table) \(key)。", "there is no \(table) \(key).",
                try: .run("moso record list \(table)"))
        case .rowExists(let table, let key):
            make(
                .recordExists, "\(table) \(key) 已存在。", "\(table) \(key) is there already.",
                try: .run("moso record show \(key)"))
        case .notHeld(let scope, _, let key): scopeNotHeld(id: key.text, scope: scope.name)
        case .notPersonal(let table, let column): .notPersonal(column, kind: table)
        case .changedSinceSeen(_, let key, let cell):
            make(
                .conflictChanged, "\(key) 的 \(cell) 在您查看之后又有变化。",
                "\(cell) of \(key) has changed since it was shown.", try: .run("moso conflicts list"))
        case .damaged(let what):
            make(
                .replicaDamaged, "副本内部不一致：\(what)。", "the replica contradicts itself: \(what).",
                try: .run("moso verify"))
        case .tooLarge(let what, let most):
            make(
                .valueTooLong, "\(what) 超过上限 \(most)。", "too much: \(what), at most \(most).",
                try: .advice(Phrase(zh: "分几次写入。", en: "write it in parts.")))
        default:
            make(
                .storage, "读写副本失败：\(error)。", "reading or writing the replica failed: \(error).",
                try: .run("moso verify"))
        }
    }

    private static func record(_ error: RecordProblem) -> Problem {
        switch error {
        case .unknownKind(let name, let known):
            make(
                .noKind, "没有“\(name)”这种记录。已有：\(known.joined(separator: "、"))。",
                "there is no kind \"\(name)\". Kinds: \(known.joined(separator: ", ")).",
                try: .run("moso record kinds"))
        case .unknownField(let name, let kind, let known):
            make(
                .noField, "\(kind) 没有字段“\(name)”。已有：\(known.joined(separator: "、"))。",
                "\(kind) has no field \"\(name)\". Fields: \(known.joined(separator: ", ")).",
                try: .run("moso record fields \(kind)"))
        case .badValue(let field, let typed, let problem):
            make(
                problem == .required ? .fieldMissing : .value,
                problem == .required
                    ? "缺少必填字段 \(field)。" : "\(field)=“\(typed)” \(problem.label.zh)。",
                problem == .required
                    ? "the field \(field) is required."
                    : "\(field)=\"\(typed)\": \(problem.label.en).",
                try: .run("moso record fields KIND"))
        case .notFound(let text):
            make(
                .noRecord, "没有找到“\(text)”。", "nothing is called \"\(text)\".",
                try: .run("moso record list KIND"))
        case .ambiguous(let text, let candidates):
            make(
                .ambiguous, "“\(text)”不止一条：\(candidates.joined(separator: "、"))。",
                "\"\(text)\" could be \(candidates.joined(separator: ", ")).",
                try: .advice(Phrase(zh: "写全编号。", en: "write the whole key.")))
        case .immutable(let field, let key):
            make(
                .rule, "\(key) 的 \(field) 写定后不能改。", "\(field) of \(key) cannot be changed once set.",
                try: .run("moso record retire \(key) --reason …"))
        case .notAnAssignment(let text):
            make(
                .usage, "“\(text)”不是 字段=值。", "\"\(text)\" is not field=value.",
                try: .run("moso record add company legal_name=…"))
        case .retiredWithoutReason:
            make(
                .reasonMissing, "停用需要理由。", "retiring needs a reason.",
                try: .run("moso record retire KEY --reason …"))
        case .noSite(let name):
            make(
                .siteName, "“\(name)”不是分站名。", "\"\(name)\" is no site's name.",
                try: .advice(
                    Phrase(zh: "用小写字母、数字和连字符，最多 32 个。",
                        en: "use lower-case letters, digits and hyphens, at most 32.")))
        }
    }

    private static func inbox(_ error: InboxProblem) -> Problem {
        switch error {
        case .notFound(let text):
            make(
                .noConflict, "没有冲突 \(text)。", "there is no conflict \(text).",
                try: .run("moso conflicts list"))
        case .ambiguous(let text, let candidates):
            make(
                .ambiguous, "\(text) 可以是 \(candidates.joined(separator: "、"))。",
                "\(text) could be \(candidates.joined(separator: ", ")).",
                try: .advice(Phrase(zh: "多写几个字符。", en: "write more characters.")))
        case .closed(let text):
            make(
                .conflictSettled, "\(text) 已经不再待处理。", "\(text) is not open any more.",
                try: .run("moso conflicts list"))
        case .noSuchSide(let text, let known):
            make(
                .noSide, "没有“\(text)”这一边。有：\(known.joined(separator: "、"))。",
                "there is no side \"\(text)\". Sides: \(known.joined(separator: ", ")).",
                try: .run("moso conflicts show C-…"))
        case .needsOption(let count):
            make(
                .usage, "请选办法 1 到 \(count)。", "choose an option from 1 to \(count).",
                try: .run("moso conflicts resolve C-… --option 1 --reason …"))
        }
    }
}
