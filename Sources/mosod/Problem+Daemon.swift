internal import Glibc
internal import NIOCore
internal import Storage
internal import Transport
internal import Workflows

extension Problem {
    private static let notStarted = Phrase(
        zh: "守护进程没有启动；数据没有变化。",
        en: "The daemon did not start; your data is as it was.")

    /// What a failure of any layer means for the operator.
    static func explaining(_ error: any Error, listening: [ListenAddress] = [.standard]) -> Problem
    {
        switch error {
        case let problem as Problem: return problem
        case StorageError.replaced(let path): return .replicaReplaced(path)
        case let error as StorageError: return starting(error)
        case let error as IOError where error.errnoCode == EADDRINUSE:
            return portBusy(listening)
        case let error as IOError:
            return cannotListen(listening, error.errnoCode)
        case let error as TransportError: return storageless(.bug, "\(error)")
        default: return storageless(.bug, "\(error)")
        }
    }

    /// What a failure means for whoever looks at a page.
    static func onPage(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let error as StorageError: storage(error)
        case let error as InboxProblem: inbox(error)
        default: storageless(.bug, "\(error)")
        }
    }

    /// The port is taken: the one, or one of the two that are listened on.
    static func portBusy(_ addresses: [ListenAddress]) -> Problem {
        let all = addresses.map(\.description)
        return Problem(
            .configListen,
            happened: Phrase(
                zh: "\(all.joined(separator: " 或 ")) 已被另一个程序占用。",
                en: "another program is using \(all.joined(separator: " or ")) already."),
            safety: notStarted,
            remedies: [
                .run(
                    "mosod --listen 127.0.0.1:0",
                    Phrase(zh: "自动选一个空闲端口", en: "takes a free port"))
            ]
                + addresses.map { address in
                    .run(
                        "ss -ltnp 'sport = :\(address.port)'",
                        Phrase(zh: "查看是谁在用", en: "shows who uses it"))
                })
    }

    private static func cannotListen(_ addresses: [ListenAddress], _ code: Int32) -> Problem {
        let why = Catalogue.Cause.system(code)
        let places = addresses.map(\.description)
        return Problem(
            .configListen,
            happened: Phrase(
                zh: "不能在 \(places.joined(separator: "、")) 监听：\(why.zh)。",
                en: "cannot listen on \(places.joined(separator: ", ")): \(why.en)."),
            safety: notStarted, remedies: [.run("mosod --listen 127.0.0.1:7420")])
    }

    private static func storageless(_ code: ProblemCode, _ words: String) -> Problem {
        Problem(
            code,
            happened: Phrase(zh: "意外的错误：\(words)。", en: "an unexpected error: \(words)."),
            safety: Phrase(
                zh: "已确认的改动都已存盘。", en: "Everything that was acknowledged is on disk."),
            remedies: [.run("moso verify")])
    }

    private static func starting(_ error: StorageError) -> Problem {
        let problem = storage(error)
        return Problem(
            problem.code, happened: problem.happened, evidence: problem.evidence,
            safety: notStarted, remedies: problem.remedies, details: .object(problem.details))
    }
}
