internal import Glibc
internal import Workflows

/// The two programs that the demo runs, and the environment it gives them.
struct DemoPrograms {
    let moso: String
    let mosod: String
    let environment: [String]

    /// This program itself; the daemon in `MOSO_BIN`, beside this program, or on `PATH`.
    static func find(_ language: Language) throws -> DemoPrograms {
        let moso = executable()
        let beside = moso.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
        let path = variable("PATH")?.split(separator: ":").map(String.init) ?? []
        let folders = [variable("MOSO_BIN"), beside].compactMap { $0 } + path
        guard
            let mosod = folders.map({ $0 + "/mosod" }).first(where: { access($0, X_OK) == 0 })
        else { throw DemoProblem.noDaemon }
        return DemoPrograms(moso: moso, mosod: mosod, environment: environment(language))
    }

    /// This process's environment without what would lead a command elsewhere.
    private static func environment(_ language: Language) -> [String] {
        var kept: [String] = []
        var at = environ
        while let entry = at.pointee {
            let text = String(cString: entry)
            if !text.hasPrefix("MOSO_") && !text.hasPrefix("COLUMNS=") { kept.append(text) }
            at += 1
        }
        // Tables are drawn for the terminal that the demo tells its story on.
        let columns =
            Terminal.rules(for: .answer).width.map { ["COLUMNS=\(max(40, $0 - 3))"] } ?? []
        return kept + columns + ["MOSO_LANG=\(language.rawValue)"]
    }

    static func executable() -> String {
        guard let path = realpath("/proc/self/exe", nil) else { return CommandLine.arguments[0] }
        defer { free(path) }
        return String(cString: path)
    }

    static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
