internal import Causality
public import Domain
public import Storage

/// The records of a kind as rows for a spreadsheet, which `KindPlan` reads back without a change.
public struct KindExport {
    public let header: [String]
    public private(set) var rows: [[Cell]] = []
    /// Undecided fields in it, whose cells list every value.
    public private(set) var undecided = 0

    /// - Parameter fields: of the kind, those that are exported; `nil` for all.
    public init(
        _ kind: RecordKind, _ fields: [FieldDeclaration]? = nil, of replica: Replica,
        in language: Language
    ) throws {
        let fields = fields ?? kind.fields
        let desk = RecordDesk(replica)
        let isChinese = language == .zh
        header =
            [isChinese ? "编号" : "id"]
            + fields.map { isChinese ? $0.label.zh : $0.label.en }
        var rows: [[Cell]] = []
        var undecided = 0
        try replica.forEachRecord(of: kind.name) { record in
            rows.append(
                [.text(record.key.text)]
                    + fields.map { field in
                        if desk.values(record, field.name).count > 1 { undecided += 1 }
                        return KindExport.cell(field, record, desk, in: language)
                    })
        }
        self.rows = rows
        self.undecided = undecided
    }

    /// Numbers and days as such where one value stands for the field; what needs more digits than a
    /// spreadsheet keeps is a text.
    static func cell(
        _ field: FieldDeclaration, _ record: Record, _ desk: RecordDesk, in language: Language
    ) -> Cell {
        let text = text(field, record, desk, in: language)
        guard !text.isEmpty, desk.values(record, field.name).count <= 1 else { return .text(text) }
        if field.type == .day, let day = LocalDay(text) { return .day(day) }
        let digits = text.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let isNumber = field.type.isNumber && digits.count <= 15 && !digits.isEmpty
        return isNumber ? .number(text) : .text(text)
    }

    static func text(
        _ field: FieldDeclaration, _ record: Record, _ desk: RecordDesk, in language: Language
    ) -> String {
        let zh = language == .zh
        let values = desk.values(record, field.name)
        guard values.count > 1 else {
            return field.type.display(desk.value(record, field.name) ?? .null, zh: zh)
        }
        let texts = values.map { field.type.display($0, zh: zh) }
        return Catalogue.Word.undecided(texts).text(language)
    }

    /// Whether a cell holds just what an export in either language writes.
    static func isUnchanged(
        _ typed: String, _ field: FieldDeclaration, _ record: Record, _ desk: RecordDesk
    ) -> Bool {
        Language.allCases.contains { text(field, record, desk, in: $0) == typed }
    }
}
