internal import Causality
internal import TOMLKit
internal import Transport
internal import Workflows

/// Reads `moso.toml`. Every mistake is an error that names file, line and key: a setting that was
/// misspelt and passed over would be believed to hold.
struct ConfigurationFile {
    let path: String
    private let lines: [Substring]

    /// The settings of the file at `path`.
    static func settings(at path: String) throws(Problem) -> Settings {
        guard let bytes = File.read(path, most: 1 << 20) else { throw .unreadable(path) }
        let text = String(decoding: bytes, as: UTF8.self)
        return try settings(of: text, path: path)
    }

    static func settings(of text: String, path: String) throws(Problem) -> Settings {
        let file = ConfigurationFile(
            path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw file.malformed(error)
        } catch {
            throw file.fault(.configValue, key: nil, "\(error)", "\(error)")
        }
        try file.checkKeys(table)
        return try file.settings(from: table)
    }

    // MARK: Keys

    private func checkKeys(_ table: TOMLTable) throws(Problem) {
        for section in table.keys {
            guard let keys = ConfigurationKeys.bySection[section] else {
                throw unknownKey(section, in: nil, among: Array(ConfigurationKeys.bySection.keys))
            }
            for part in try parts(of: section, in: table) {
                for key in part.keys where !keys.contains(key) {
                    throw unknownKey(key, in: section, among: keys)
                }
            }
        }
    }

    /// The tables under one name: several for `[[peer]]`, else one.
    private func parts(of section: String, in table: TOMLTable) throws(Problem) -> [TOMLTable] {
        guard let value = table[section] else { return [] }
        if section == "peer" {
            guard let array = value.array else { throw wrongType("peer", "[[peer]]") }
            let tables = array.compactMap(\.table)
            guard tables.count == array.count else { throw wrongType("peer", "[[peer]]") }
            return tables
        }
        guard let part = value.table else { throw wrongType(section, "[\(section)]") }
        return [part]
    }

    // MARK: Values

    private func settings(from table: TOMLTable) throws(Problem) -> Settings {
        var settings = Settings()
        if let data = try text("site", "data", table) { settings.data = data }
        settings.label = try text("site", "label", table)
        if let address = try text("listen", "address", table) {
            settings.listen = try ListenAddress(parsing: address)
        }
        if let address = try text("listen", "peers", table) {
            settings.listenPeers = try ListenAddress(parsing: address, behindTLS: true)
        }
        settings.sync.interval = try span("interval", table) ?? settings.sync.interval
        settings.sync.jitter = try span("jitter", table) ?? settings.sync.jitter
        settings.sync.alertAfter = try span("alert_after", table) ?? settings.sync.alertAfter
        settings.sync.maxTime = try span("max_time", table) ?? settings.sync.maxTime
        settings.sync.onChange = try truth("on_change", table) ?? settings.sync.onChange
        settings.sync.watch = try truth("watch", table) ?? settings.sync.watch
        settings.keepHistory = try keepHistory(table)
        settings.peers = try peers(in: table)
        settings.log.level =
            try choice("log", "level", LogSettings.levels, table) ?? settings.log.level
        settings.log.format =
            try choice("log", "format", LogSettings.Format.allCases.map(\.rawValue), table)
            .flatMap { LogSettings.Format(rawValue: $0) } ?? settings.log.format
        settings.namedLanguage =
            try choice("web", "language", Language.allCases.map(\.rawValue), table)
            .flatMap { Language(rawValue: $0) }
        return settings
    }

    private func peers(in table: TOMLTable) throws(Problem) -> [PeerSetting] {
        var peers: [PeerSetting] = []
        for part in try parts(of: "peer", in: table) {
            guard let url = part["url"]?.string else {
                throw wrongType("url", "\"https://…\"", in: "peer")
            }
            let site = try name(of: part)
            do throws(TransportError) {
                peers.append(
                    PeerSetting(url: try PeerAddress(parsing: url).description, site: site))
            } catch .addressRefused(.inTheClear) {
                let why = Catalogue.Peers.Address.inTheClear
                throw fault(.configAddress, key: "url", "\(why.zh)。", "\(why.en).")
            } catch {
                throw fault(.configAddress, key: "url", "\(error)", "\(error)")
            }
        }
        return peers
    }

    /// The site that a peer is, if the file says so.
    private func name(of part: TOMLTable) throws(Problem) -> SiteID? {
        guard let value = part["name"] else { return nil }
        guard let site = value.string.flatMap({ SiteID($0) }) else {
            throw wrongType("name", "\"beijing\"", in: "peer")
        }
        return site
    }

    private func text(_ section: String, _ key: String, _ table: TOMLTable) throws(Problem)
        -> String?
    {
        guard let value = table[section]?.table?[key] else { return nil }
        guard value.type == .string, let text = value.string, !text.isEmpty else {
            throw wrongType(key, "\"…\"", in: section)
        }
        return text
    }

    private func truth(_ key: String, _ table: TOMLTable) throws(Problem) -> Bool? {
        guard let value = table["sync"]?.table?[key] else { return nil }
        guard let truth = value.bool else { throw wrongType(key, "true, false", in: "sync") }
        return truth
    }

    private func span(_ key: String, _ table: TOMLTable) throws(Problem) -> Duration? {
        guard let value = table["sync"]?.table?[key] else { return nil }
        guard let text = value.string, let milliseconds = TimeText.span(text), milliseconds >= 0,
            key != "interval" || milliseconds >= 1000
        else { throw wrongType(key, "\"30s\", \"5m\", \"6h\"", in: "sync") }
        return .milliseconds(milliseconds)
    }

    /// `"0"` keeps everything.
    private func keepHistory(_ table: TOMLTable) throws(Problem) -> Duration? {
        guard let text = try text("history", "keep", table), text != "0" else { return nil }
        guard let milliseconds = TimeText.span(text), milliseconds > 0 else {
            throw wrongType("keep", "\"0\", \"400d\"", in: "history")
        }
        return .milliseconds(milliseconds)
    }

    private func choice(
        _ section: String, _ key: String, _ choices: [String], _ table: TOMLTable
    ) throws(Problem) -> String? {
        guard let word = try text(section, key, table) else { return nil }
        guard choices.contains(word) else {
            throw wrongType(
                key, choices.map { "\"\($0)\"" }.joined(separator: ", "), in: section)
        }
        return word
    }

    // MARK: What is wrong, and where

    private func malformed(_ error: TOMLParseError) -> Problem {
        fault(
            .configValue, line: error.source.begin.line, "不是有效的 TOML：\(error.description)。",
            "this is not TOML: \(error.description).")
    }

    private func unknownKey(_ key: String, in section: String?, among known: [String]) -> Problem {
        let meant = ConfigurationKeys.suggestion(for: key, among: known)
        let number = line(of: key, in: section) ?? 1
        return .configKey(
            section.map { "\($0).\(key)" } ?? key, file: path, number: number,
            line: lines.indices.contains(number - 1) ? String(lines[number - 1]) : "",
            didYouMean: meant)
    }

    private func wrongType(
        _ key: String, _ allowed: String, in section: String? = nil
    ) -> Problem {
        fault(
            .configValue, line: line(of: key, in: section), "“\(key)”的值不对，可以是：\(allowed)。",
            "the value of \"\(key)\" is wrong; allowed: \(allowed).")
    }

    private func fault(
        _ code: ProblemCode, key: String?, _ zh: String, _ en: String
    ) -> Problem {
        fault(code, line: key.flatMap { line(of: $0) }, zh, en)
    }

    private func fault(_ code: ProblemCode, line: Int?, _ zh: String, _ en: String) -> Problem {
        let place = Phrase(
            zh: path + (line.map { " 第 \($0) 行" } ?? ""),
            en: path + (line.map { " line \($0)" } ?? ""))
        let evidence = line.flatMap { number in
            lines.indices.contains(number - 1)
                ? [
                    Phrase(
                        verbatim: "    \(number) | \(LineLog.escaped(String(lines[number - 1])))")
                ] : nil
        }
        return Problem(
            code, happened: Phrase(zh: "\(place.zh)：\(zh)", en: "\(place.en): \(en)"),
            evidence: evidence ?? [],
            safety: Phrase(
                zh: "没有启用这些设置；正在运行的守护进程保持原有设置。",
                en: "These settings do not hold; a daemon that is running keeps its old ones."),
            remedies: [
                .advice(
                    Phrase(
                        zh: "对照 config/moso.toml 改正后重试。",
                        en: "compare with config/moso.toml, which explains every key."))
            ])
    }

    /// The line in which a key first stands, or the head of a section; with `section`, behind its head
    /// and before the next. TOMLKit does not tell.
    private func line(of key: String, in section: String? = nil) -> Int? {
        let numbered = Array(lines.enumerated())
        guard let section, let head = line(of: section) else {
            return numbered.first { names($0.element, key) }.map { $0.offset + 1 }
        }
        // A name is refused in the first part of a list that has it.
        return numbered[head...].prefix { line in
            !line.element.drop { $0 == " " }.hasPrefix("[") || names(line.element, section)
        }.first { names($0.element, key) }.map { $0.offset + 1 }
    }

    private func names(_ line: Substring, _ key: String) -> Bool {
        let word = line.drop { " \t[\"".contains($0) }
        guard word.hasPrefix(key) else { return false }
        return word.dropFirst(key.count).first.map { " \t=]\"".contains($0) } ?? true
    }
}

extension Problem {
    fileprivate static func unreadable(_ path: String) -> Problem {
        Problem(
            .configKey,
            happened: Phrase(zh: "读不了配置文件 \(path)。", en: "cannot read the configuration \(path)."),
            safety: Phrase(
                zh: "没有启用任何设置；数据没有变化。", en: "No setting holds; your data is as it was."),
            remedies: [.run("ls -l \(path.asShellWord)")])
    }
}
