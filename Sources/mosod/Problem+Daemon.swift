internal import Glibc
internal import NIOCore
internal import Storage
internal import Transport
internal import Workflows

extension Problem {
    private static let notStarted = Phrase(
        zh: "守护进程没有启动；数据没有变化。",
        en: "The daemon did not start; your data is as it was.")

    static let noDirectory = Problem(
        .usage,
        happened: Phrase(
            zh: "没有指明副本所在的目录。", en: "nobody said where the replica is."),
        safety: notStarted,
        remedies: [
            .run("mosod --data DIR"),
            .run(
                "mosod --config FILE",
                Phrase(zh: "文件里写 site.data", en: "with site.data in the file")),
        ])

    /// What a failure of any layer means for the operator.
    static func explaining(_ error: any Error, listening: ListenAddress? = nil) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as StorageError: return storage(error)
        case let error as IOError where error.errnoCode == EADDRINUSE:
            return portBusy(listening ?? .standard)
        case let error as IOError:
            return storageless(.configListen, "\(error)")
        case let error as TransportError: return storageless(.bug, "\(error)")
        default: return storageless(.bug, "\(error)")
        }
    }

    private static func storageless(_ code: ProblemCode, _ words: String) -> Problem {
        Problem(
            code,
            happened: Phrase(zh: "意外的错误：\(words)。", en: "an unexpected error: \(words)."),
            safety: Phrase(
                zh: "已确认的改动都已存盘。", en: "Everything that was acknowledged is on disk."),
            remedies: [.run("moso verify")])
    }

    private static func storage(_ error: StorageError) -> Problem {
        let make = { (code: ProblemCode, zh: String, en: String, remedy: Remedy) in
            Problem(
                code, happened: Phrase(zh: zh, en: en), safety: notStarted, remedies: [remedy])
        }
        switch error {
        case .missing(let path): return replicaMissing(path)
        case .notAReplica(let path, let why): return replicaForeign(path, why: why)
        case .newerVersion(let path, let found, let known):
            return replicaNewer(path, found: Int(found), known: Int(known))
        case .busy:
            return make(
                .busy, "另一个程序一直锁着副本。", "another program keeps the replica locked.",
                .advice(Phrase(zh: "稍后再试。", en: "try again in a moment.")))
        case .diskFull:
            return make(
                .diskFull, "磁盘已满。", "the disk is full.",
                .advice(Phrase(zh: "腾出空间后再试。", en: "free some space and try again.")))
        default:
            return make(
                .storage, "打开副本失败：\(error)。", "opening the replica failed: \(error).",
                .run("moso verify"))
        }
    }
}
