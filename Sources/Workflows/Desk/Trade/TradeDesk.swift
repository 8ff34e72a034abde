public import Causality
public import Domain
public import Storage

// The trade at the desk.
//
// A person at the counter thinks of a company and of what happens to it: it asks, it waits, it moves in,
// it gets a term, it leaves. Each of these touches several records, and all of them or none are
// written: one commit, one action, one `moso undo`. A command reads what was typed into a `TradePlan`,
// which checks each record as `moso record add` and `edit` do, and the rules across rows look at the
// whole before it is kept. Its answer is two lines: what was done, and what comes next.

/// What a command did, in one line, and what comes next.
public struct TradeOutcome: Sendable {
    public let done: Phrase
    public let next: Phrase?
    /// What was written, by table and key.
    public let rows: [RowReference]
    public let dots: [Dot]
}

/// Does what staff do, by company names, seat labels and days as people say them.
public struct TradeDesk {
    public let desk: RecordDesk
    public let author: String
    public let now: LocalMinute
    let milliseconds: UInt64
    var replica: Replica { desk.replica }
    var today: LocalDay { now.day }
    var site: String { replica.meta.site.name }

    /// - Parameter milliseconds: the time now, since 1970 UTC.
    public init(_ replica: Replica, author: String, milliseconds: UInt64) {
        desk = RecordDesk(replica)
        self.author = author
        self.milliseconds = milliseconds
        now = LocalMinute.from(
            epochMilliseconds: Int64(milliseconds), offsetSeconds: LocalZone.shanghai.secondsFromUTC
        )
    }

    /// Writes a plan as one action.
    func carryOut(
        _ plan: TradePlan, _ done: Phrase, next: Phrase? = nil, reason: String? = nil
    ) throws -> TradeOutcome {
        let dots = try RuleGate(replica).passing(author: author) {
            try replica.editAtDesk(author: author, reason: reason) { draft in
                for added in plan.added { try draft.insert(added.kind, added.key, added.values) }
                for (record, values) in plan.changed {
                    try draft.set(record.table, record.key, values)
                }
            }
        }
        let rows =
            plan.added.map { RowReference($0.kind, $0.key) }
            + plan.changed.map { RowReference($0.record.table, $0.record.key) }
        return TradeOutcome(done: done, next: next, rows: rows, dots: dots)
    }

    // MARK: Finding

    /// The company that a name stands for: its key, its full or short name, or a part of it that only
    /// one has.
    public func company(_ given: String) throws -> Record {
        let typed = TypedText.trimmed(given)
        if let found = try desk.find(typed, in: "company") { return found }
        let keys = try replica.select(
            """
            SELECT id FROM company WHERE retired IS NULL AND (instr(legal_name, ?1) > 0
                OR instr(display_name, ?1) > 0 OR instr(name_en, ?1) > 0) ORDER BY id LIMIT 9
            """, [.text(typed)]
        ).compactMap { $0[0].text.flatMap { RecordKey($0) } }
        let found = try keys.compactMap { try replica.record("company", $0) }
        guard let first = found.first else {
            throw Problem.noCompany(typed, near: try near(typed))
        }
        guard found.count == 1 else {
            throw Problem.ambiguous(
                typed, count: found.count, candidates: found.map(\.key.text),
                lines: try found.map { try desk.line($0) })
        }
        return first
    }

    /// What may have been meant by a name that no company has, one line each. People leave out what
    /// stands before the dot or in brackets, so each part of a name counts.
    private func near(_ typed: String) throws -> [Phrase] {
        let rows = try replica.select(
            """
            SELECT id, legal_name, display_name, name_en FROM company WHERE retired IS NULL
            """)
        let found = rows.compactMap { row -> (key: RecordKey, distance: Int)? in
            let parts = row.dropFirst().compactMap(\.text).flatMap { name in
                [name] + name.split { "·・()（） ".contains($0) }.map(String.init)
            }
            let distance = parts.compactMap { Nearness.distance(of: typed, to: $0) }.min()
            return row[0].text.flatMap { RecordKey($0) }.flatMap { key in
                distance.map { (key, $0) }
            }
        }.sorted { ($0.distance, $0.key) < ($1.distance, $1.key) }
        return try found.prefix(3).compactMap { try replica.record("company", $0.key) }
            .map { try desk.line($0) }
    }

    func name(_ record: Record) throws -> String { try desk.title(record) }

    /// Records of a kind that belong to a company, by whichever of its cards, of this site first where it
    /// has any, by key.
    func records(_ kind: String, of company: Record, where condition: String) throws -> [Record] {
        let cards = try CompanyAliases.index(replica).members(of: company.key)
        let keys = try replica.select(
            """
            SELECT id, site FROM "\(kind)"
            WHERE company IN (SELECT value FROM json_each(?1)) AND retired IS NULL
                AND (\(condition))
            ORDER BY id
            """, [.text(JSON.array(cards.map { .string($0.text) }).text)])
        let own = keys.filter { $0[1].text == site }
        return try (own.isEmpty ? keys : own).compactMap { row in
            try row[0].text.flatMap { RecordKey($0) }.flatMap { try replica.record(kind, $0) }
        }
    }

    /// The tenancy of a company in one of these stages, at a site or wherever it has one.
    func tenancy(
        of company: Record, in stages: Set<String>, at site: String? = nil
    ) throws -> Record {
        let place = site.map { "site = '\($0)'" } ?? "1"
        let found = try records("tenancy", of: company, where: place).filter {
            stages.contains(desk.value($0, "stage")?.text ?? "draft")
        }
        guard let first = found.first else {
            throw Problem.noTenancy(try name(company), stages: stages.sorted(), site: site)
        }
        guard found.count == 1 else {
            throw Problem.ambiguous(
                try name(company), count: found.count, candidates: found.map(\.key.text),
                lines: try found.map { try desk.line($0) })
        }
        return first
    }

    /// The open entries of a company in a queue, that which it stands by first.
    func entries(of company: Record) throws -> [Record] {
        let open = try records(
            "waitlist_entry", of: company,
            where: "coalesce(state, 'waiting') NOT IN ('admitted', 'withdrawn')")
        let text = { (entry: Record, field: String) in desk.value(entry, field)?.text }
        let places = QueueOrder.places(
            open.map { entry in
                QueueEntry(
                    key: entry.key, site: text(entry, "site") ?? "", company: "",
                    priority: text(entry, "priority"), rating: text(entry, "rating"),
                    joined: text(entry, "joined_on").flatMap { LocalDay($0) },
                    state: text(entry, "state"))
            })
        // Of several sites, none of which is this one, that whose entry has the least key.
        let place = places.min { $0.entry < $1.entry }
        return place?.entries.compactMap { key in open.first { $0.key == key } } ?? []
    }

    /// The open entry of a company in the queue.
    func entry(of company: Record) throws -> Record? { try entries(of: company).first }

    func waiting(_ company: Record) throws -> Record {
        guard let entry = try entry(of: company) else {
            throw Problem.notWaiting(try name(company))
        }
        return entry
    }

    /// The open application of a company.
    func application(of company: Record) throws -> Record? {
        try records(
            "application", of: company,
            where: """
                coalesce(state, 'enquiry') NOT IN ('admitted', 'declined', 'withdrawn', 'expired')
                """
        ).first
    }

    /// The seats that labels name, of this site unless another is given: `A-001..A-010`, `A-001,A-003`.
    func seats(
        _ typed: [String], at place: String? = nil
    ) throws -> [(key: RecordKey, label: String)] {
        let text = typed.joined(separator: ",").replacingRangeDots
        guard let labels = SeatLabels.expand(text), !labels.isEmpty else {
            throw Problem.usage(
                Catalogue.Trade.notSeats(typed.joined(separator: " ")), help: "moso seats")
        }
        var missing: [String] = []
        var found: [(key: RecordKey, label: String)] = []
        for label in labels {
            let row = try replica.select(
                "SELECT id, label FROM seat WHERE site = ?1 AND upper(label) = ?2 AND retired IS NULL",
                [.text(place ?? site), .text(label)]
            ).first
            if let key = row?[0].text.flatMap({ RecordKey($0) }) {
                found.append((key, row?[1].text ?? label))
            } else {
                missing.append(label)
            }
        }
        guard missing.isEmpty else { throw Problem.noSeats(missing) }
        return found
    }

    // MARK: Reading what was typed

    /// A day as people say it: `today`, `明天`, `下周一`, or any spelling of a date.
    public func day(_ typed: String, flag: String) throws -> LocalDay {
        guard let day = DayWords.day(typed, today: today) else {
            throw Problem.day(typed, flag: flag)
        }
        return day
    }

    /// The value of a field, as `moso record` reads it.
    func value(_ kind: String, _ field: String, _ typed: String) throws -> Value {
        let kind = try desk.kind(kind)
        return try desk.parse(try desk.known(field: field, of: kind), typed, kind: kind.name)
    }
}

/// Records to add and to change in one go.
struct TradePlan {
    private(set) var added: [(kind: String, key: RecordKey, values: [String: Value])] = []
    private(set) var changed: [(record: Record, values: [String: Value])] = []
    private let desk: RecordDesk

    init(_ trade: TradeDesk) { desk = trade.desk }

    /// A new record, checked; fields that are `nil` are left empty.
    @discardableResult
    mutating func add(_ kind: String, _ values: [String: Value?]) throws -> RecordKey {
        let (key, values) = try desk.readyToAdd(try desk.kind(kind), values.compactMapValues { $0 })
        added.append((kind, key, values))
        return key
    }

    /// Changes of a record that is there, checked; a state may be several steps on, unless each is
    /// somebody else's to take.
    mutating func set(
        _ record: Record, _ values: [String: Value?], oneStep: Bool = false
    ) throws {
        var values = values.compactMapValues { $0 }
        let taken = TakenDown.with(values, of: record.table) { desk.value(record, $0) }
        values.merge(taken) { $1 }
        values.merge(FormerNames.with(values, of: record)) { $1 }
        try desk.checkEdit(record, values, throughSteps: !oneStep)
        changed.append((record, values))
    }
}

extension Value {
    static func day(_ day: LocalDay?) -> Value? { day.map { .text($0.description) } }

    static func count(_ number: Int?) -> Value? { number.map { .integer(Int64($0)) } }

    static func string(_ text: String?) -> Value? {
        text.flatMap { $0.isEmpty ? nil : .text($0) }
    }
}

extension String {
    /// `A-001..A-010` in the signs of a ledger: `A-001~A-010`.
    fileprivate var replacingRangeDots: String {
        var text = ""
        var rest = self[...]
        while let first = rest.first {
            if rest.hasPrefix("..") {
                text.append("~")
                rest = rest.drop { $0 == "." }
            } else {
                text.append(first)
                rest = rest.dropFirst()
            }
        }
        return text
    }
}
