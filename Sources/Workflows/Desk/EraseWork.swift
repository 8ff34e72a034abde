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
        return Plan(record: record, fields: fields)
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
