/// A column that an import knows, and the words by which a header may name it.
struct HeaderWord: Sendable {
    let key: String
    /// The first is the one shown to people.
    let words: [String]
    let isRequired: Bool
}

/// How one header of a file was understood, for showing before anything is imported.
public struct ImportColumn: Equatable, Sendable {
    /// As printed in the file.
    public let header: String
    /// The field or ledger column it was taken for.
    public let field: String
    /// The first filled cell beneath it; empty when there is none.
    public let example: String
}

/// The row of a file that names its columns.
struct HeaderRow: Sendable {
    /// Where it stands among the file's records.
    let index: Int
    let record: DelimitedRecord
    /// Column position by key.
    let positions: [String: Int]
    /// Headers that name no known column; their cells are not imported.
    let unknown: [String]

    /// The text in a record's column, without the guard against formulas; `""` when there is none.
    func cell(_ key: String, of record: DelimitedRecord) -> String {
        guard let at = positions[key], at < record.fields.count else { return "" }
        return CellGuard.unguarded(record.fields[at])
    }

    func unit(of key: String) -> String? {
        positions[key].flatMap { HeaderText(record.fields[$0]).unit }
    }

    /// The known columns in their order, each with the first filled cell among `records`.
    func columns(examplesFrom records: [DelimitedRecord]) -> [ImportColumn] {
        positions.sorted { $0.value < $1.value }.map { key, at in
            let example = records.lazy.map { cell(key, of: $0) }.first { !$0.isEmpty }
            return ImportColumn(header: record.fields[at], field: key, example: example ?? "")
        }
    }

    /// The header as printed.
    func title(of key: String) -> String { positions[key].map { record.fields[$0] } ?? "" }
}

/// Looks for the header among a file's first rows, beneath titles that fill one cell each.
struct HeaderSearch: Sendable {
    static let rowsMax = 30

    let words: [HeaderWord]
    private let keys: [String: String]

    init(words: [HeaderWord]) {
        self.words = words
        var keys: [String: String] = [:]
        for entry in words {
            for word in entry.words {
                let header = HeaderText(word)
                keys[header.whole] = keys[header.whole] ?? entry.key
            }
        }
        self.keys = keys
    }

    /// Whether a text's first rows hold the header: the proof that its encoding was guessed right.
    func recognises(_ text: String) -> Bool {
        (try? find(in: DelimitedReader.sample(text, rows: HeaderSearch.rowsMax))) != nil
    }

    /// The row with the most known words, if it names every required column.
    func find(in records: [DelimitedRecord]) throws(FileRefusal) -> HeaderRow {
        let rows = records.prefix(HeaderSearch.rowsMax).enumerated()
            .filter { !$0.element.isBlank }
            .map { (index: $0.offset, record: $0.element, keys: $0.element.fields.map(key)) }
        let best = rows.max { known($0.keys) < known($1.keys) }
        guard let best, known(best.keys) > 0 else {
            throw .unknownHeaders(found: named(widest(rows.map(\.record))), expected: expected)
        }
        var positions: [String: Int] = [:]
        var unknown: [String] = []
        for (at, key) in best.keys.enumerated() {
            guard let key else {
                unknown.append(best.record.fields[at])
                continue
            }
            guard positions.updateValue(at, forKey: key) == nil else {
                throw .repeatedHeader(best.record.fields[at])
            }
        }
        guard words.allSatisfy({ !$0.isRequired || positions[$0.key] != nil }) else {
            throw .unknownHeaders(found: named(best.record), expected: expected)
        }
        return HeaderRow(
            index: best.index, record: best.record, positions: positions,
            unknown: unknown.filter {
                !HeaderText($0).whole.isEmpty && !RefusedRowsFile.isAdded($0)
            })
    }

    /// The columns that must be there; all that could be, where none must.
    private var expected: [String] {
        let required = words.filter(\.isRequired)
        return (required.isEmpty ? words : required).compactMap(\.words.first)
    }

    private func key(_ cell: String) -> String? {
        let header = HeaderText(cell)
        return keys[header.whole] ?? keys[header.name]
    }

    private func known(_ keys: [String?]) -> Int { Set(keys.compactMap { $0 }).count }

    private func widest(_ records: [DelimitedRecord]) -> DelimitedRecord? {
        records.max { $0.fields.count < $1.fields.count }
    }

    /// The words of a row for a message, cut to what a person reads.
    private func named(_ record: DelimitedRecord?) -> [String] {
        let words = record?.fields.filter { !HeaderText($0).whole.isEmpty } ?? []
        return words.prefix(20).map { String($0.prefix(40)) }
    }
}
