public import Causality
public import Domain
public import Storage

/// Carries out a lawful erasure of personal fields.
public struct EraseWork {
    public let replica: Replica

    public init(_ replica: Replica) { self.replica = replica }

    /// What is to be erased.
    public struct Plan {
        public let record: Record
        public let fields: [FieldDeclaration]
    }

    /// Finds the record and the fields, and makes sure that the reason, which stays for good, does
    /// not tell what is to be erased.
    public func plan(_ key: String, fields names: [String], reason: String) throws -> Plan {
        try replica.sealForeignEdits()
        let desk = RecordDesk(replica)
        let record = try desk.existing(key)
        let kind = try desk.kind(record.table)
        let fields = try names.map { name -> FieldDeclaration in
            let field = try desk.known(field: name, of: kind)
            guard field.isPersonal else {
                throw StorageError.notPersonal(table: kind.name, column: field.name)
            }
            return field
        }
        guard reason.contains(where: { !$0.isWhitespace }) else {
            throw Problem.reasonMissing(
                command: "moso record erase \(record.key)", mayBeNone: false)
        }
        for cell in record.cells where fields.contains(where: { $0.name == cell.name }) {
            for sibling in cell.siblings {
                if let text = sibling.value.text, !text.isEmpty, reason.contains(text) {
                    throw Problem.reasonTells(cell.name)
                }
            }
        }
        let filled = try fields.filter { try !isVoid($0, of: record, kind) }
        guard !filled.isEmpty else {
            throw Problem.nothingToErase(fields.map { Phrase($0.label) }, of: record.key.text)
        }
        return Plan(record: record, fields: filled)
    }

    /// Whether no value of the field stands in the record or, as far as its writes can be followed
    /// back, in the log: what was emptied is still there to erase.
    private func isVoid(
        _ field: FieldDeclaration, of record: Record, _ kind: RecordKind
    ) throws -> Bool {
        let cell = kind.groups.first { $0.members.contains(field.name) }?.name ?? field.name
        let writes = try History(replica).writes(record, cell: cell)
        let live = record.cells.filter { $0.name == cell }.flatMap(\.siblings).map(\.value)
        return (writes.map(\.value) + live).allSatisfy { $0.isNull || $0.text?.isEmpty == true }
    }

    /// Returns the dot of the erasure.
    @discardableResult
    public func carryOut(_ plan: Plan, author: String, reason: String) throws -> Dot {
        try replica.erase(
            plan.record.table, plan.record.key, fields: plan.fields.map(\.name), author: author,
            reason: reason)
    }
}

extension Problem {
    /// The reason of an erasure holds what is to be erased.
    public static func reasonTells(_ field: String) -> Problem {
        Problem(
            .reasonTells,
            happened: Phrase(
                zh: "理由里写着要抹除的 \(field)，而理由会永久保留。",
                en: "the reason, which is kept for good, contains the \(field) to be erased."),
            safety: Phrase(
                zh: "没有写入任何内容，数据完好。", en: "Nothing was written; your data is as it was."),
            remedies: [
                .advice(Phrase(zh: "换一个不含该内容的理由。", en: "give a reason without it."))
            ])
    }

    /// There is nothing in any of the fields, nor was there.
    public static func nothingToErase(_ fields: [Phrase], of record: String) -> Problem {
        let names = Phrase.list(fields)
        return Problem(
            .nothingToErase,
            happened: Phrase(
                zh: "\(record) 的\(names.zh)是空的，日志里也没有旧值，没有可抹除的内容。",
                en:
                    "nothing to erase: \(names.en) of \(record) is empty, and the log holds no value."
            ),
            safety: Phrase(
                zh: "没有写入任何内容，数据完好。", en: "Nothing was written; your data is as it was."),
            remedies: [.run("moso record show \(record)")])
    }

    /// What is to be erased is part of what is hashed.
    public static func notPersonal(_ field: String, kind: String) -> Problem {
        Problem(
            .notPersonal,
            happened: Phrase(
                zh: "\(kind) 的 \(field) 不是个人信息字段，不能抹除。",
                en: "\(field) of \(kind) is no personal field and cannot be erased."),
            safety: Phrase(
                zh: "没有写入任何内容，数据完好。", en: "Nothing was written; your data is as it was."),
            remedies: [.run("moso record fields \(kind)")])
    }
}
