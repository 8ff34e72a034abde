internal import Glibc
internal import Workflows

/// The two keys of the daemon's configuration that commands share with it: `[site] data` and
/// `[web] language`. The file is the daemon's to check; here only whole lines `key = "text"` count.
struct SiteFile {
    let data: String?
    let language: Language?

    init(_ text: String) {
        var section = ""
        var found: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.drop { $0 == " " || $0 == "\t" }
            if line.hasPrefix("[") {
                section = String(line.dropFirst().prefix { $0 != "]" })
                continue
            }
            let parts = line.split(separator: "=", maxSplits: 1)
            guard !line.hasPrefix("#"), parts.count == 2 else { continue }
            let key = parts[0].filter { $0 != " " && $0 != "\t" }
            let quoted = parts[1].split(separator: "\"", omittingEmptySubsequences: false)
            if quoted.count >= 3 { found["\(section).\(key)"] = String(quoted[1]) }
        }
        data = found["site.data"]
        language = found["web.language"].flatMap(Language.init(rawValue:))
    }

    /// The file that `--config` or `MOSO_CONFIG` names; `nil` without one or when it is unreadable,
    /// which whoever needs it reports.
    static func named(on words: [String]) -> SiteFile? { path(on: words).flatMap { try? read($0) } }

    static func read(_ path: String) throws(Problem) -> SiteFile {
        guard let bytes = File.read(path, most: 1 << 20) else {
            throw .fileUnreadable(path, why: Catalogue.Cause.system(errno))
        }
        return SiteFile(String(decoding: bytes, as: UTF8.self))
    }

    private static func path(on words: [String]) -> String? {
        for (at, word) in words.enumerated() {
            if word == "--config", at + 1 < words.count { return words[at + 1] }
            if word.hasPrefix("--config=") { return String(word.dropFirst(9)) }
        }
        return getenv("MOSO_CONFIG").map { String(cString: $0) }
    }
}
