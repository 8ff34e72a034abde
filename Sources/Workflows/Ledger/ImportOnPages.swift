internal import Causality
internal import Domain
internal import Storage
internal import Wire

// A file that somebody brings to a page.
//
// As on the command line it is read, shown, and only then written. Between the two the replica may change, so what
// was shown has a name, a digest over everything that would be written, over what it would be written, and over what was
// remarked: whoever agrees names it, the plan is made anew, and if it is another one by then it is shown again
// instead of being written. The name is asked for a last time inside the write, where nobody else writes.

/// A file as it was brought.
public struct ImportAsk: Sendable {
    public let fileName: String
    public let bytes: [UInt8]
    /// `nil` for a ledger, or for JSON Lines of several kinds.
    public let kind: String?
    public let encoding: EncodingChoice

    public init(fileName: String, bytes: [UInt8], kind: String?, encoding: EncodingChoice) {
        self.fileName = fileName
        self.bytes = bytes
        self.kind = kind
        self.encoding = encoding
    }
}

/// What the file would do.
public struct ImportView: Sendable {
    public struct Refused: Sendable {
        public let line: Int
        public let trouble: String
        public let remedy: String

        public init(line: Int, trouble: String, remedy: String) {
            self.line = line
            self.trouble = trouble
            self.remedy = remedy
        }
    }

    public struct Difference: Sendable {
        public let record: String
        public let field: String
        public let before: String
        public let after: String

        public init(record: String, field: String, before: String, after: String) {
            self.record = record
            self.field = field
            self.before = before
            self.after = after
        }
    }

    public let fileName: String
    public let recognised: Phrase
    public var columns: [ImportColumn] = []
    public var ignored: [String] = []
    public var added = 0
    public var changed = 0
    public var same = 0
    public var kept = 0
    public var refusedCount = 0
    /// The first of each.
    public var differences: [Difference] = []
    public var refused: [Refused] = []
    public var remarks: [(line: Int, remark: String)] = []
    /// The refused rows as a file to be mended, with the end of its name.
    public var refusedFile: (bytes: [UInt8], ending: String)?
    /// Stands for all that would be written.
    public let digest: String

    public init(fileName: String, recognised: Phrase, digest: String) {
        self.fileName = fileName
        self.recognised = recognised
        self.digest = digest
    }

    public static let linesShown = 20
    public var writesNothing: Bool { added + changed == 0 }
}

/// What became of a file.
public enum ImportOutcome: Sendable {
    /// Written, by the transaction of this name, which one press takes back.
    case written(dot: String, ImportView)
    /// It would do something else by now.
    case otherwise(ImportView)
}

extension LedgerDesk {
    /// The kinds that this viewer may bring files of.
    public func importable() throws -> [KindLine] {
        NetworkSchema.kinds.filter {
            viewer.role.may(.write, Area(of: $0)) && LedgerDesk.isTyped($0)
        }.map {
            KindLine(name: $0.name, label: Phrase($0.label), count: 0, area: Area(of: $0))
        }
    }

    /// What a file would do; nothing is written.
    ///
    /// - Throws: the problem with the file as a whole, or that it is about records that this viewer may not write.
    public func preview(_ ask: ImportAsk) throws -> ImportView {
        try view(of: try plan(ask), ask)
    }

    /// Writes what was shown under this digest.
    public func bring(_ ask: ImportAsk, shown digest: String) throws -> ImportOutcome {
        let plan = try plan(ask)
        let view = try view(of: plan, ask)
        guard view.digest == digest, !view.writesNothing else { return .otherwise(view) }
        let dots: [Dot]? = try replica.write {
            guard try self.digest(of: plan) == digest else { return nil }
            return try plan.work.apply(author: viewer.name, file: ask.fileName)
        }
        guard let dots else { return .otherwise(try preview(ask)) }
        return .written(dot: dots.first?.description ?? "", view)
    }

    private func plan(_ ask: ImportAsk) throws -> ImportPlan {
        if let kind = ask.kind { _ = try self.kind(kind, to: .write) }
        let plan: ImportPlan
        do {
            plan = try ImportPlan(
                ask.bytes, kind: ask.kind, encoding: ask.encoding, sheet: nil, replica, language)
        } catch let refusal as FileRefusal {
            throw Problem.importing(ask.fileName, refusal)
        }
        for kind in plan.kinds { _ = try self.kind(kind, to: .write) }
        let added = plan.work.added.allSatisfy { planned in
            planned.fields.allSatisfy { viewer.role.maySee($0.name, of: planned.kind) }
        }
        let changed = plan.work.changed.allSatisfy { planned, fields in
            fields.keys.allSatisfy { viewer.role.maySee($0, of: planned.kind) }
        }
        guard added, changed, isSeen(plan) else { throw Problem.roleMayNot(viewer.role) }
        return plan
    }

    /// Whether this viewer may see every column that was understood: a row that is refused, or that would change
    /// nothing, tells what stands in the record.
    private func isSeen(_ plan: ImportPlan) -> Bool {
        plan.columns.allSatisfy { column in
            // A ledger calls the rent of a tenancy by a name of its own.
            let names = column.field == LedgerColumn.rent.rawValue ? ["rent_fen"] : [column.field]
            return plan.kinds.allSatisfy { kind in
                names.allSatisfy { viewer.role.maySee($0, of: kind) }
            }
        }
    }

    private func view(of plan: ImportPlan, _ ask: ImportAsk) throws -> ImportView {
        let rows = plan.rowCount + plan.refused.count
        var view = ImportView(
            fileName: ask.fileName,
            recognised: plan.sheet.map {
                Catalogue.Import.sheet($0, rows: rows, refused: plan.refused.count)
            }
                ?? Catalogue.Import.recognised(
                    encoding: plan.encoding.rawValue, delimiter: plan.layout, rows: rows,
                    refused: plan.refused.count),
            digest: try digest(of: plan))
        view.columns = plan.columns
        view.ignored = plan.unknownHeaders
        view.added = plan.work.added.count
        view.changed = plan.work.changed.count
        view.same = plan.work.same
        view.kept = plan.work.kept
        view.refusedCount = plan.refused.count
        view.differences = try differences(plan.work)
        let semicolon = Catalogue.Word.semicolon.text(language)
        view.refused = plan.refused.prefix(ImportView.linesShown).map { row in
            ImportView.Refused(
                line: row.line,
                trouble: row.faults.map { $0.phrase.text(language) }.joined(separator: semicolon),
                remedy: row.reason.remedy.text(language))
        }
        view.remarks = plan.warnings.prefix(ImportView.linesShown).map {
            ($0.line, $0.warning.phrase.text(language))
        }
        view.refusedFile = plan.refusedFile.map {
            ($0, plan.isLines ? "jsonl" : plan.sheet == nil ? "csv" : "xlsx")
        }
        return view
    }

    private func differences(_ work: ImportWork) throws -> [ImportView.Difference] {
        var found: [ImportView.Difference] = []
        for (planned, fields) in work.changed {
            guard let kind = NetworkSchema.kind(planned.kind),
                let record = try replica.record(planned.kind, planned.key)
            else { continue }
            for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
                guard found.count < ImportView.linesShown else { return found }
                guard let field = kind.field(name) else { continue }
                found.append(
                    ImportView.Difference(
                        record: try desk.title(record, in: language),
                        field: Phrase(field.label).text(language),
                        before: try texts(record, field).joined(separator: " / "),
                        after: try text(field, value)))
            }
        }
        return found
    }

    /// - Complexity: reads each record that would be changed.
    private func digest(of plan: ImportPlan) throws -> String {
        var bytes: [UInt8] = []
        let add = { (text: String) in bytes += Array("\(text.utf8.count):".utf8) + Array(text.utf8)
        }
        for planned in plan.work.added {
            let isNew = try replica.record(planned.kind, planned.key) == nil
            add(isNew ? "added \(planned.fields.count)" : "here by now")
            add(planned.kind)
            add(planned.key.text)
            for field in planned.fields { add("\(field.name) \(field.value)") }
        }
        for (planned, fields) in plan.work.changed {
            add("changed \(fields.count)")
            add(planned.kind)
            add(planned.key.text)
            let record = try replica.record(planned.kind, planned.key)
            for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
                add("\(name) \(value)")
                add(record.map { seen(name, of: $0) } ?? "gone by now")
            }
        }
        for (line, warning) in plan.warnings {
            add("\(line) \(warning.phrase.text(language))")
        }
        return String(Digest256(of: bytes).description.prefix(32))
    }

    /// Stands for what a field holds: what is shown, and every write that lives in its cell.
    private func seen(_ field: String, of record: Record) -> String {
        let group = NetworkSchema.kind(record.table)?.groups.first { $0.members.contains(field) }
        let cell = record.cells.first { $0.name == group?.name ?? field }
        let dots = (cell?.siblings ?? []).map(\.dot).sorted().map(\.description)
        let shown = desk.value(record, field).map { "\($0)" } ?? ""
        return "\(shown) \(dots.joined(separator: " "))"
    }
}
