internal import Causality
internal import Workflows

/// Draws settings for people and programs.
struct SettingsPrinter {
    let printer: Printer
    private typealias Words = Catalogue.Settings

    init(printer: Printer) { self.printer = printer }

    /// - Parameter all: also what is as it is built in.
    func show(_ settings: EffectiveSettings, all: Bool) {
        let entries = settings.entries.filter { all || $0.source != .builtIn }
        let rows: [(key: String, value: String?, source: EffectiveSettings.Source)] =
            entries.map { ($0.key.id, $0.value?.text, $0.source) }
            + settings.peers.flatMap { peer in
                [
                    (SettingKey.peerURL.id, peer.url, .file(line: peer.line)),
                    (SettingKey.peerName.id, peer.site?.name, .file(line: peer.line)),
                ]
            }
        ConfigCommand.document(
            "config.show", printer,
            [
                "file": .optional(settings.file?.path),
                "settings": .array(
                    rows.map { row in
                        [
                            "key": .string(row.key), "value": .optional(row.value),
                            "source": .string(code(row.source)),
                        ]
                    }),
            ])
        printer.remark(
            settings.file.map { Words.shownFor($0.path) }
                ?? Words.noFile(SettingsFile.standardPath))
        guard !rows.isEmpty else { return printer.remark(Words.nothingSet) }
        var table = TextTable([
            .init(text(Words.key)), .init(text(Words.value), isFlexible: true),
            .init(text(Words.source), isFlexible: true),
        ])
        for row in rows {
            table.add([
                .init(row.key), .init(row.value ?? text(Words.unset)),
                .init(text(words(row.source, settings.file?.path))),
            ])
        }
        printer.table(table)
    }

    /// Every key with the first sentence about it.
    func explainAll() {
        ConfigCommand.document(
            "config.explain", printer, .array(SettingKey.all.map { json($0, nil) }))
        var table = TextTable([.init(""), .init("", isFlexible: true)], hasHeader: false)
        for key in SettingKey.all { table.add([.init(key.id), .init(text(key.meaning))]) }
        printer.table(table)
    }

    func explain(_ key: SettingKey, _ settings: EffectiveSettings?) {
        let entry = settings?[key]
        ConfigCommand.document("config.explain", printer, json(key, entry))
        printer.line(key.id)
        printer.paragraph(key.meaning, indent: 2)
        var table = TextTable([.init(""), .init("", isFlexible: true)], hasHeader: false)
        let add = { (name: Phrase, value: String) in
            table.add([.init(text(name)), .init(value)])
        }
        add(Words.allowed, text(key.range))
        add(Words.standard, key.standard ?? text(Words.unset))
        if let entry, entry.source != .builtIn {
            let place = text(words(entry.source, settings?.file?.path))
            add(Words.value, "\(entry.value?.text ?? text(Words.unset))  (\(place))")
        }
        add(Words.holdsFrom, text(key.holdsFrom))
        if let variable = key.variable { add(Words.variable, variable) }
        printer.table(table, indent: 2)
    }

    private func json(_ key: SettingKey, _ entry: EffectiveSettings.Entry?) -> JSON {
        [
            "key": .string(key.id), "meaning": .string(text(key.meaning)),
            "allowed": .string(text(key.range)), "standard": .optional(key.standard),
            "holds_from": .string(text(key.holdsFrom)), "variable": .optional(key.variable),
            "value": .optional(entry?.value?.text),
            "source": .optional(entry.map { code($0.source) }),
        ]
    }

    private func text(_ phrase: Phrase) -> String { printer.text(phrase) }

    private func words(_ source: EffectiveSettings.Source, _ path: String?) -> Phrase {
        switch source {
        case .flag(let flag): Words.byFlag(flag)
        case .variable(let name): Words.inVariable(name)
        case .file(let line): Words.inFile(path ?? "", line: line)
        case .builtIn: Words.standard
        }
    }

    private func code(_ source: EffectiveSettings.Source) -> String {
        switch source {
        case .flag(let flag): "flag:\(flag)"
        case .variable(let name): "variable:\(name)"
        case .file(let line): "file:\(line)"
        case .builtIn: "built-in"
        }
    }
}

extension SettingKey {
    fileprivate var holdsFrom: Phrase {
        switch hold {
        case .reload: Catalogue.Settings.atReload
        case .start: Catalogue.Settings.atStart
        case .never: Catalogue.Settings.fixed
        }
    }
}
