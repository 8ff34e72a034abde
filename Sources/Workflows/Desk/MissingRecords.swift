internal import Causality
internal import Domain
internal import Storage

// References to records that are not here.
//
// A site writes offline, so a reference may be right although what it points to has not arrived: a
// merge takes every reference as it comes, and nothing is ever held back for one. A person who types
// is in another case. There a reference to nothing is a slip of the hand a thousand times before it is
// foresight, and once written it looks like any other value. So it is refused with what is near to it,
// and whoever knows better insists, with the whole key. Rows of a file insist on nothing.

/// What to do with a typed reference to a record that is not here.
public enum MissingRecords: Sendable {
    case refused
    /// Refused, and the person is told how to insist.
    case refusedUnlessInsisted
    /// Taken as typed where it is a key, which something that arrives may have.
    case allowed
}

extension RecordDesk {
    /// Throws when a reference or a site among the values is not here.
    func checkReferences(
        _ kind: RecordKind, _ values: [String: Value], _ missing: MissingRecords
    ) throws {
        for field in kind.fields {
            guard let text = values[field.name]?.text, let target = field.type.referredKind,
                let other = NetworkSchema.kind(target), try !isHere(text, field, beside: values)
            else { continue }
            if missing == .allowed, isKey(text, of: other) { continue }
            throw Problem.reference(
                text, field: field, kind: kind.name, to: other,
                near: try near(text, to: field.type, other),
                canInsist: missing != .refused)
        }
    }

    /// Whether what a field refers to is here; a field that refers to nothing has all it needs.
    func isHere(
        _ text: String, _ field: FieldDeclaration, beside values: [String: Value] = [:]
    ) throws -> Bool {
        switch field.type {
        case .reference(let kind):
            try RecordKey(text).flatMap { try replica.record(kind, $0) } != nil
        case .site:
            try sites().contains(text) || field.name != "site" && values["code"]?.text == text
        default: true
        }
    }

    /// The sites that have a record here, and those that are ours, the hub's, a peer's or a writer's.
    private func sites() throws -> Set<String> {
        let meta = replica.meta
        let recorded = try replica.select("SELECT id FROM site").compactMap(\.first?.text)
        let peers = try replica.peerRecords().compactMap { $0.site?.name }
        let writers = try replica.vector { _ in true }.entries.flatMap {
            [$0.stream.origin.site.name, $0.stream.scope.owner?.name].compactMap { $0 }
        }
        return Set([meta.site.name, meta.hub.name] + recorded + peers + writers)
    }

    /// The name of a site that is known here, for a filter: one that nobody has heard of would find
    /// nothing, and look like good news.
    public func knownSite(_ name: String) throws -> String {
        let known = try sites()
        guard known.contains(name) else {
            throw Problem.filter(name, flag: "--site", choices: known.sorted())
        }
        return name
    }

    /// The names of the sites that are known here.
    func knownSites() throws -> [String] { try sites().sorted() }

    /// Whether a record of the kind could have this text as its key.
    func isKey(_ text: String, of kind: RecordKind) -> Bool {
        kind.name == "site" || text.hasPrefix("\(kind.prefix)-") && RecordKey(text) != nil
    }

    /// What may have been meant, one line each.
    private func near(_ text: String, to type: FieldType, _ kind: RecordKind) throws -> [Phrase] {
        guard type == .site else { return try near(text, in: [kind]).map { try line($0) } }
        return Nearness.nearest(to: text, among: try sites().sorted()).map {
            [Phrase(verbatim: "  " + $0)]
        } ?? []
    }

    /// Up to `most` records that `text` may have been meant for, the nearest first.
    func near(_ text: String, in kinds: [RecordKind], most: Int = 3) throws -> [Record] {
        var found: [(table: String, key: RecordKey, distance: Int)] = []
        for kind in kinds {
            let columns = (["id"] + titleColumns(kind)).map { "\"\($0)\"" }
                .joined(separator: ", ")
            for row in try replica.select("SELECT \(columns) FROM \"\(kind.name)\"") {
                guard let key = row[0].text.flatMap({ RecordKey($0) }) else { continue }
                let names = row.compactMap(\.text)
                guard let distance = names.compactMap({ Nearness.distance(of: text, to: $0) }).min()
                else { continue }
                found.append((kind.name, key, distance))
            }
        }
        found.sort { ($0.distance, $0.key.text) < ($1.distance, $1.key.text) }
        return try found.prefix(most).compactMap { try replica.record($0.table, $0.key) }
    }

    /// A record as one line below a problem: its key and what people call it.
    func line(_ record: Record) throws -> Phrase {
        let titles = try [Language.zh, .en].map { try title(record, in: $0) }
        return Catalogue.Record.candidate(
            id: record.key.text, title: Phrase(zh: titles[0], en: titles[1]))
    }
}
