internal import Glibc
internal import Workflows

/// One daemon for a data directory. The kernel drops the lock when the process dies, so there is
/// none to clean up; the file's content only names the holder.
struct DaemonLock: ~Copyable {
    private let file: Int32

    /// Takes the lock, or throws who holds it.
    init(directory: String) throws(Problem) {
        let path = directory + "/mosod.lock"
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .lockImpossible(path, errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let holder = File.read(path, most: 200).map { String(decoding: $0, as: UTF8.self) }
            close(file)
            throw .daemonRuns(directory, holder: holder ?? "")
        }
        name("pid \(getpid())")
    }

    /// Writes who holds the lock, for the message of the next one.
    func name(_ holder: String) {
        let text = holder + "\n"
        ftruncate(file, 0)
        _ = pwrite(file, text, text.utf8.count, 0)
    }

    /// Writes where the pages are, behind who holds the lock: `moso people` gives links to them.
    static func name(pages url: String, in directory: String) {
        let file = open(directory + "/mosod.lock", O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return }
        defer { close(file) }
        let text = "pid \(getpid())\n\(PagesAddress.lineStart)\(url)\n"
        ftruncate(file, 0)
        _ = pwrite(file, text, text.utf8.count, 0)
    }

    deinit { close(file) }
}

extension Problem {
    fileprivate static func daemonRuns(_ directory: String, holder: String) -> Problem {
        let line = holder.split(separator: "\n").first.map(String.init) ?? "?"
        return Problem(
            .busy,
            happened: Phrase(
                zh: "\(directory) 已有一个 mosod 在运行（\(line)）。",
                en: "a mosod is running for \(directory) already (\(line))."),
            safety: Phrase(
                zh: "它照常工作；数据没有变化。", en: "It goes on working; your data is as it was."),
            remedies: [.run("moso status --data \(directory)")])
    }

    fileprivate static func lockImpossible(_ path: String, _ code: Int32) -> Problem {
        let why = Catalogue.Cause.system(code)
        return Problem(
            code == ENOENT ? .replicaMissing : .fileUnwritable,
            happened: Phrase(zh: "不能写 \(path)：\(why.zh)。", en: "cannot write \(path): \(why.en)."),
            safety: Phrase(
                zh: "守护进程没有启动；数据没有变化。",
                en: "The daemon did not start; your data is as it was."),
            remedies: [
                .run("moso init --site NAME --hub NAME", Phrase(zh: "建立副本", en: "makes a replica"))
            ])
    }
}
