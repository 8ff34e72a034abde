public import Causality
internal import Domain
public import Storage

// Finding a record by what somebody types: its key, the beginning of it, or what it is called.

extension RecordDesk {
    /// How many candidates an ambiguous text is answered with.
    private static let candidatesMost = 8

    /// The record whose key this is, or begins with this, or whose title says it; `nil` when there
    /// is none.
    ///
    /// - Throws: the problem `E-AMBIGUOUS` when several could be meant.
    public func find(_ text: String, in kindName: String? = nil) throws -> Record? {
        let kinds =
            try kindName.map { [try kind($0)] }
            ?? NetworkSchema.kind(ofKey: text).map { [$0] } ?? NetworkSchema.kinds
        if let key = RecordKey(text) {
            for kind in kinds {
                if let record = try replica.record(kind.name, key) { return record }
            }
        }
        let begun = try beginning(with: text, kinds)
        guard begun.count == 0 else { return try only(begun.nearest, of: begun.count, text) }
        let called = try kinds.flatMap { try byTitle(text, $0) }
        return called.isEmpty ? nil : try only(called, of: called.count, text)
    }

    private func only(_ found: [Record], of count: Int, _ text: String) throws -> Record {
        guard count == 1, let record = found.first else {
            let nearest = found.prefix(RecordDesk.candidatesMost)
            throw Problem.ambiguous(
                text, count: count, candidates: nearest.map(\.key.text),
                lines: try nearest.map { try line($0) })
        }
        return record
    }

    /// How many keys begin with a text, and the records of the shortest, which are nearest to it.
    private func beginning(
        with text: String, _ kinds: [RecordKind]
    ) throws -> (count: Int, nearest: [Record]) {
        var count = 0
        var nearest: [Record] = []
        guard !text.isEmpty else { return (0, []) }
        for kind in kinds {
            let range = "FROM \"\(kind.name)\" WHERE id >= ?1 AND id < ?1 || char(1114111)"
            let all = try replica.select("SELECT count(*) \(range)", [.text(text)])
            guard let number = all.first?.first?.integer, number > 0 else { continue }
            count += Int(number)
            nearest += try replica.select(
                "SELECT id \(range) ORDER BY length(id), id LIMIT ?2",
                [.text(text), .integer(Int64(RecordDesk.candidatesMost))]
            ).compactMap { row in
                try row[0].text.flatMap { RecordKey($0) }
                    .flatMap { try replica.record(kind.name, $0) }
            }
        }
        return (count, nearest)
    }

    /// The shortest beginning of a record's key that no other key of its kind has, which `find`
    /// understands.
    public func shortest(_ record: Record) throws -> String {
        let key = Array(record.key.text.unicodeScalars)
        var common = 0
        for (comparison, end) in [("<", "max"), (">", "min")] {
            let found =
                try replica.select(
                    "SELECT \(end)(id) FROM \"\(record.table)\" WHERE id \(comparison) ?1",
                    [.text(record.key.text)]
                ).first?.first?.text ?? ""
            common = max(common, zip(key, found.unicodeScalars).prefix { $0 == $1 }.count)
        }
        var length = max(common + 1, 6)
        while length < key.count, key[length - 1] == "-" { length += 1 }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: key.prefix(length))
        return String(text)
    }

    /// As `find`, but a record that is not there is a problem.
    public func existing(_ text: String) throws -> Record {
        guard let record = try find(text) else { throw Problem.noRecord(text) }
        return record
    }

    /// As `existing`, and also a record that is deleted by now, by its whole key: what it was can still be
    /// asked, and whoever was deleted may ask to be forgotten too.
    public func everExisting(_ text: String) throws -> (table: String, key: RecordKey) {
        if let record = try find(text) { return (record.table, record.key) }
        guard let key = RecordKey(text) else { throw Problem.noRecord(text) }
        let kinds = NetworkSchema.kind(ofKey: text).map { [$0] } ?? NetworkSchema.kinds
        for kind in kinds where try replica.isDeleted(kind.name, key) { return (kind.name, key) }
        throw Problem.noRecord(text)
    }

    private func byTitle(_ text: String, _ kind: RecordKind) throws -> [Record] {
        let columns = titleColumns(kind)
        guard !columns.isEmpty, !text.isEmpty else { return [] }
        let match = columns.map { "\"\($0)\" = ?1" }.joined(separator: " OR ")
        return try replica.select("SELECT id FROM \"\(kind.name)\" WHERE \(match)", [.text(text)])
            .compactMap { row in
                try row.first?.text.flatMap { RecordKey($0) }
                    .flatMap { try replica.record(kind.name, $0) }
            }
    }
}
