public import Causality
public import Domain
public import Storage

/// Carries out a lawful erasure of personal fields.
public struct EraseWork {
    public let replica: Replica

    public init(_ replica: Replica) { self.replica = replica }

    /// What is to be erased, of a record that may be deleted by now.
    public struct Plan {
        public let table: String
        public let key: RecordKey
        public let fields: [FieldDeclaration]
    }

    /// Finds the record and the fields, and makes sure that the reason, which stays for good, does
    /// not tell what is to be erased.
    public func plan(_ key: String, fields names: [String], reason: String) throws -> Plan {
        try replica.sealForeignEdits()
        let desk = RecordDesk(replica)
        let (table, id) = try desk.everExisting(key)
        let kind = try desk.kind(table)
        let fields = try names.map { name -> FieldDeclaration in
            let field = try desk.known(field: name, of: kind)
            guard field.isPersonal else {
                throw StorageError.notPersonal(table: kind.name, column: field.name)
            }
            return field
        }
        guard reason.contains(where: { !$0.isWhitespace }) else {
            throw Problem.reasonMissing(
                command: "moso record erase \(id)", mayBeNone: false)
        }
        let filled = try fields.filter { field in
            let texts = try replica.personalValues(table, id, cell: field.name)
                .compactMap(\.text).filter { !$0.isEmpty }
            if texts.contains(where: reason.contains) { throw Problem.reasonTells(field.name) }
            return !texts.isEmpty
        }
        guard !filled.isEmpty else {
            throw Problem.nothingToErase(fields.map { Phrase($0.label) }, of: id.text)
        }
        return Plan(table: table, key: id, fields: filled)
    }

    /// What other cards of the same company hold in the fields of a plan, or ever held: it is theirs, and stays until it is
    /// erased of them, too.
    public func elsewhere(_ plan: Plan) throws -> [Plan] {
        guard plan.table == "company" else { return [] }
        let cards = try CompanyAliases.index(replica).members(of: plan.key)
        return try cards.sorted().filter { $0 != plan.key }.compactMap { key in
            let filled = try plan.fields.filter { field in
                try replica.personalValues(plan.table, key, cell: field.name)
                    .contains { !($0.text ?? "").isEmpty }
            }
            return filled.isEmpty ? nil : Plan(table: plan.table, key: key, fields: filled)
        }
    }

    /// Returns the dot of the erasure.
    @discardableResult
    public func carryOut(_ plan: Plan, author: String, reason: String) throws -> Dot {
        try replica.erase(
            plan.table, plan.key, fields: plan.fields.map(\.name), author: author, reason: reason)
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
