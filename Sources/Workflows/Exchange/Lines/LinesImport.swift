internal import Causality
public import Domain

// Records as JSON Lines: one object a line, as `moso export --format jsonl` writes them.
//
//     {"id":"C-…","kind":"company","fields":{"legal_name":"甲",…},…}
//
// A program that took an export, changed a value and hands it back is served like a person with a
// spreadsheet: each line becomes a row of cells, and from there on everything is the same. What counts
// is `kind`, `id` and `fields`; whatever else the export says (the scope, the label, the working values
// and the version) is left aside. A field that is not there is left as it is, as a missing column
// would be, and so is one that is undecided or erased: no single value stands for those. A line that is no record is refused by
// itself, with the byte where the reading ended, and its neighbours go in.

/// A file of records as JSON Lines, with the rows of each kind apart.
public struct LinesImport: Sendable {
    public let encoding: TextEncoding
    /// By kind, in the order in which the kinds are declared.
    public let parts: [(kind: RecordKind, file: KindImport)]
    /// Lines that are no record of a kind that is asked for.
    public let refused: [RefusedRow]

    /// Whether the bytes look like it: the first that is not white space opens an object.
    public static func recognises(_ bytes: [UInt8]) -> Bool {
        let mark = bytes.starts(with: ByteOrderMark.utf8) ? ByteOrderMark.utf8.count : 0
        let first = bytes.dropFirst(mark).first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return first == UInt8(ascii: "{")
    }

    /// - Parameter kind: the only kind of record wanted; `nil` takes every line by the kind it names.
    public static func read(
        _ bytes: [UInt8], kind wanted: RecordKind?, encoding: EncodingChoice = .auto,
        limits: ExchangeLimits = .init()
    ) throws(FileRefusal) -> LinesImport {
        let decoded = try TextEncodingDetector.decode(
            bytes, as: encoding == .auto ? .utf8 : encoding, limits: limits,
            recognises: { _ in true })
        var parts: [String: LinesPart] = [:]
        var refused: [RefusedRow] = []
        var count = 0
        for (at, line) in decoded.text.utf8.split(
            separator: Ascii.lineFeed, omittingEmptySubsequences: false
        ).enumerated() {
            let text = String(decoding: line, as: UTF8.self)
            guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
                continue
            }
            count += 1
            guard count <= limits.rowsMax else { throw .tooManyRows(rowsMax: limits.rowsMax) }
            let record = DelimitedRecord(line: at + 1, fields: [text])
            switch object(of: text, wanted) {
            case .success(let (kind, json)):
                parts[kind.name, default: LinesPart(kind: kind)].take(json, record)
            case .failure(let fault):
                if let row = RefusedRow(record: record, faults: [fault.fault]) {
                    refused.append(row)
                }
            }
        }
        return LinesImport(
            encoding: decoded.encoding,
            parts: NetworkSchema.kinds.compactMap { kind in
                parts[kind.name].map { (kind, $0.file(decoded)) }
            }, refused: refused)
    }

    private struct LineFault: Error { let fault: RowFault }

    private static func object(
        of text: String, _ wanted: RecordKind?
    ) -> Result<(RecordKind, JSON), LineFault> {
        let json: JSON
        do {
            json = try JSON(text)
        } catch {
            return .failure(LineFault(fault: RowFault(.badJSON, detail: "\(error.offset + 1)")))
        }
        guard case .object? = json["fields"] else {
            return .failure(LineFault(fault: RowFault(.notRecord)))
        }
        let named = json["kind"]?.string
        let kind = named.flatMap { NetworkSchema.kind($0) } ?? (named == nil ? wanted : nil)
        guard let kind, wanted == nil || kind.name == wanted?.name else {
            return .failure(
                LineFault(
                    fault: RowFault(.otherKind, value: named ?? "", detail: wanted?.name ?? "")))
        }
        return .success((kind, json))
    }
}

/// The lines of one kind, as they are read.
private struct LinesPart {
    let kind: RecordKind
    var rows: [KindRow] = []
    var refused: [RefusedRow] = []
    var unknown: [String] = []
    /// The first filled value of each field met, in the order of the kind.
    var examples: [String: String] = [:]

    init(kind: RecordKind) { self.kind = kind }

    mutating func take(_ json: JSON, _ record: DelimitedRecord) {
        guard case .object(let fields)? = json["fields"] else { return }
        for name in fields.keys where kind.field(name) == nil && !unknown.contains(name) {
            unknown.append(name)
        }
        var cells: [KindRow.Cell] = []
        var faults: [RowFault] = []
        if let id = json["id"], id != .null {
            if let text = id.string {
                cells.append(.init(field: "id", text: text))
            } else {
                faults.append(RowFault(.badValue, column: "id", value: id.text))
            }
        }
        for field in kind.fields {
            guard let value = fields[field.name] else { continue }
            switch LinesPart.cell(value, field) {
            case .some(.some(let text)):
                cells.append(.init(field: field.name, text: text))
                if !text.isEmpty, examples[field.name] == nil { examples[field.name] = text }
            case .some(.none): continue
            case .none:
                faults.append(
                    RowFault(.badValue, column: field.label, value: value.text))
            }
        }
        if let row = RefusedRow(record: record, faults: faults) {
            refused.append(row)
        } else {
            rows.append(KindRow(line: record.line, record: record, cells: cells))
        }
    }

    /// What stands in a cell: `nil` where the JSON is no value of the field, and no text where no one
    /// value is meant.
    private static func cell(_ json: JSON, _ field: FieldDeclaration) -> String?? {
        let shown = { (value: Value) -> String?? in
            .some(.some(field.type.display(value, zh: false)))
        }
        switch json {
        case .null: return .some(.some(""))
        case .object where json["undecided"] != nil || json["erased"]?.bool == true:
            return .some(.none)
        case .object:
            guard field.type == .money, let amount = json["amount"]?.string else { return .none }
            return .some(.some(amount))
        case .bool(let flag): return field.type == .yesNo ? shown(.integer(flag ? 1 : 0)) : .none
        case .integer(let number):
            // An amount is a text: a bare number could be yuan or fen.
            guard field.type.storage == .integer, field.type != .money else { return .none }
            return shown(.integer(number))
        case .string(let text):
            let isStored = field.type.storage == .text
            return isStored ? shown(.text(text)) : .some(.some(text))
        case .array(let items):
            let texts = items.compactMap(\.string)
            guard field.type == .set, texts.count == items.count else { return .none }
            return shown(SetText.value(of: texts))
        }
    }

    func file(_ decoded: DecodedText) -> KindImport {
        let names = kind.fields.map(\.name).filter { name in
            rows.contains { $0.text(name) != nil }
        }
        return KindImport(
            encoding: decoded.encoding, isEncodingUncertain: decoded.isUncertain,
            layout: .delimited(.comma), header: DelimitedRecord(line: 0, fields: ["id"] + names),
            columns: names.map {
                ImportColumn(header: $0, field: $0, example: examples[$0] ?? "")
            }, units: [:], unknownHeaders: unknown, rows: rows, refused: refused)
    }
}
