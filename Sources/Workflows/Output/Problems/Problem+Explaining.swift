internal import Causality
public import Domain
public import Storage

extension Problem {
    /// What a failure of the replica means for people.
    public static func storage(_ error: StorageError) -> Problem {
        if let problem = aboutFiles(error) { return problem }
        return switch error {
        case .missing(let path): .replicaMissing(path)
        case .againUnfinished(let directory): .againUnfinished(directory)
        case .exists(let path): .replicaExists(directory(of: path))
        case .notAReplica(let path, let why):
            .replicaForeign(path, why: Catalogue.Cause.foreign(why))
        case .newerVersion(let path, let found, let known):
            .replicaNewer(path, found: Int(found), known: Int(known))
        case .replaced(let path): .replicaReplaced(path)
        case .busy(let path): .busy(path, waited: TimeText.age(seconds: 5))
        case .diskFull(let path): .diskFull(path)
        case .notHeld(let scope, _, let key): .scopeNotHeld(id: key.text, scope: scope.name)
        case .notPersonal(let table, let column): .notPersonal(column, kind: table)
        case .entriesOnly(let table): .entriesOnly(kind: table)
        case .trimmed(let dot): .trimmed(dot.description)
        case .hubOnly(let hub): .hubOnly(hub: hub.name)
        case .notGrantable(let scope, let site): .notGrantable(scope, site)
        case .badWork(let path, let why): .badWork(path, why)
        case .noStep(let site, let standing): .memberStep(site.name, standing)
        case .noSuchRow(_, let key): .noRecord(key.text)
        case .rowExists(let table, let key):
            .recordExists(
                id: key.text,
                kind: NetworkSchema.kind(table).map { Phrase($0.label) } ?? Phrase(verbatim: table))
        case .changedSinceSeen(let table, let key, let cell):
            .recordChanged(id: key.text, field: Phrase.field(cell, of: table))
        case .damaged(let what):
            .replicaDamaged(Replica.databaseName, where: .translated(what, "内部数据对不上"))
        case .tooLarge(let what, let most):
            .valueTooLong(field: Phrase(verbatim: what), most: most)
        case .file(let operation, let path, let code):
            .fileUnwritable(
                path, why: Catalogue.Cause.operation(operation).joined(Catalogue.Cause.system(code))
            )
        case .commitUncertain(let cause): .commitUncertain(cause)
        case .identityBehind(let path, let code):
            .identityBehind(path, why: Catalogue.Cause.system(code))
        case .badKey(let path, let why): .badKey(path, why)
        case .notTrusted(let fault): .trust(fault)
        case .badSnapshot(let fault): .snapshot(fault)
        case .sqlite(let error):
            .storage(
                doing: Catalogue.Status.usingReplica, cause: Catalogue.Cause.sqlite(error),
                detail: "\(error)")
        case .unknownName(let name):
            .storage(doing: Catalogue.Status.usingReplica, cause: Catalogue.Cause.noName(name))
        case .wrongType(let table, let column, let value):
            .storage(
                doing: Catalogue.Status.usingReplica,
                cause: Catalogue.Cause.wrongType("\(table).\(column)", "\(value)"))
        }
    }

    private static func directory(of path: String) -> String {
        let name = "/" + Replica.databaseName
        return path.hasSuffix(name) ? String(path.dropLast(name.count)) : path
    }

    public static func inbox(_ error: InboxProblem) -> Problem {
        switch error {
        case .notFound(let text): .noConflict(text)
        case .ambiguous(let text, let candidates):
            .ambiguous(text, ids: candidates)
        case .closed(let text): .conflictClosed(id: text)
        case .noSuchSide(let text, let known):
            .noSide(text, conflict: "C-…", sides: known)
        case .needsOption(let numbers): .usage(Catalogue.Usage.optionNeeded(numbers))
        }
    }

    /// A file as a whole that an import does not read.
    public static func importing(_ path: String, _ refusal: FileRefusal) -> Problem {
        switch refusal {
        case .empty: .importEmpty(path)
        case .binary(let kind, _): .importBinary(path, isWorkbook: kind != .unknown)
        case .undecodable(let encoding, let offset):
            .importEncoding(path, encoding: encoding.rawValue, byteOffset: offset)
        case .unknownHeaders(let found, let expected):
            .importHeaders(path, found: found, expected: expected)
        case .tooLarge(_, let most): .importShape(path, why: Catalogue.Import.tooLarge(bytes: most))
        case .tooManyRows(let most): .importShape(path, why: Catalogue.Import.tooMany(rows: most))
        case .fieldTooLong(let line, let most):
            .importShape(path, why: Catalogue.Import.cellTooLong(line: line, bytes: most))
        case .tooManyFields(let line, let most):
            .importShape(path, why: Catalogue.Import.tooManyCells(line: line, most: most))
        case .brokenQuotes(let line):
            .importShape(path, why: Catalogue.Import.brokenQuotes(line: line))
        case .workbook(let fault): workbook(path, fault)
        case .converterMissing(let encoding):
            .importShape(path, why: Catalogue.Import.noConverter(encoding.rawValue))
        case .repeatedHeader(let header):
            .importShape(path, why: Catalogue.Import.repeatedHeader(header))
        case .unknownUnit(let header, let expected):
            .importShape(path, why: Catalogue.Import.unknownUnit(header, units: expected))
        }
    }

    /// A table that its encoding cannot hold.
    public static func exporting(_ refusal: ExportRefusal) -> Problem {
        let shown: [String] =
            switch refusal {
            case .unwritable(let characters):
                characters.prefix(5).map { "\($0.scalar) (\($0.codePoint))" }
            case .converterMissing(let encoding): [encoding.rawValue]
            }
        return .usage(Catalogue.Export.cannotHold(shown), help: "moso export --encoding utf-8-bom")
    }

    /// A typed text that is no value of its field.
    public static func value(
        _ typed: String, of field: FieldDeclaration, kind: String, _ problem: FieldProblem
    ) -> Problem {
        let name = Phrase(field.label)
        return switch problem {
        case .required: .fieldMissing([name], kind: kind)
        case .tooLong(let bytes, let most): .valueTooLong(field: name, bytes: bytes, most: most)
        case .unknownChoice(let codes): .valueChoice(typed, field: name, choices: codes)
        default:
            .value(typed, field: name, why: Phrase(problem.label), name: field.name, kind: kind)
        }
    }
}

extension Phrase {
    /// What people call a field of a kind; its own name where it has no other.
    public static func field(_ name: String, of kind: String) -> Phrase {
        NetworkSchema.kind(kind)?.field(name).map { Phrase($0.label) } ?? Phrase(verbatim: name)
    }
}
