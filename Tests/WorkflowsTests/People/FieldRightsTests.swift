import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// Role by field by what is done with it: every cell of the table, on every surface that tells of a record.
@Suite("Who sees which fields")
struct FieldRightsTests {
    private let network: Network
    private let keys: [String: RecordKey]

    /// What is written into the fields that not everybody sees; no other field holds it.
    private static let canaries: [String: [String: Value]] = [
        "person": [
            "phone": .text("13900000001"), "wechat": .text("wx-canary-2"),
            "email": .text("canary-3@example.cn"),
        ],
        "tenancy": [
            "phone": .text("13900000004"), "deposit_fen": .integer(77_700_005),
            "rent_fen": .integer(77_700_006), "market_offer_fen": .integer(77_700_007),
        ],
        "tenancy_term": [
            "rent_basis": .text("seat-month"), "rent_fen": .integer(77_700_008),
            "escalation_bp": .integer(7_709),
        ],
        "seat": ["target_price_fen": .integer(77_700_010)],
        "demand_match": ["value_fen": .integer(77_700_011)],
        "record_note": ["amount_fen": .integer(77_700_012)],
    ]

    init() throws {
        network = try Network("beijing", "anji")
        let company = try network.add("company", at: "anji", "legal_name=澜图智能")
        let tenancy = try network.add("tenancy", at: "anji", "company=\(company)")
        let demand = try network.add("demand", at: "anji", "asker=某车企", "problem=热管理")
        keys = [
            "tenancy": tenancy,
            "person": try network.add("person", at: "anji", "name=周敏"),
            "tenancy_term": try network.add(
                "tenancy_term", at: "anji", "tenancy=\(tenancy)", "company=\(company)",
                "from_day=2023-01-01", "kind=market"),
            "seat": try network.add("seat", at: "anji", "label=A-1", "kind=fixed"),
            "demand_match": try network.add(
                "demand_match", at: "anji", "demand=\(demand)", "company=\(company)"),
            "record_note": try network.add(
                "record_note", at: "anji", "about=\(tenancy)", "kind=cost",
                "happened_on=2023-08-01"),
        ]
        for (kind, fields) in Self.canaries {
            let key = try #require(keys[kind])
            try network["anji"].edit(author: "李娜") { try $0.set(kind, key, fields) }
        }
        try network.meet()
    }

    private func viewer(_ role: Role) -> Viewer {
        Viewer(name: "李娜", role: role, language: .en, nowMilliseconds: 1_691_800_000_000)
    }

    private func desk(_ role: Role) -> LedgerDesk { LedgerDesk(network["anji"], viewer(role)) }

    /// A canary as it is found in a text: numbers without what groups and divides their digits.
    private static func mark(_ value: Value) -> String {
        switch value {
        case .integer(let number): "\(number)"
        default: value.text ?? ""
        }
    }

    private static func plain(_ text: Any) -> String {
        "\(text)".filter { $0 != "," && $0 != "." }
    }

    @Test func `the table names fields that there are, and every way to reach a person`() {
        for kind in NetworkSchema.kinds {
            let hidden = Set(
                kind.fields.map(\.name).filter { FieldSecrecy(of: $0, in: kind.name) != .open })
            #expect(hidden == Set(Self.canaries[kind.name]?.keys.map { $0 } ?? []), "\(kind.name)")
            for name in ["phone", "wechat", "email"] where kind.field(name) != nil {
                #expect(FieldSecrecy(of: name, in: kind.name) == .personal, "\(kind.name)")
            }
            // A title is shown with every mention of the record.
            #expect(hidden.isDisjoint(with: kind.title), "\(kind.name)")
        }
    }

    @Test(arguments: Role.allCases)
    func `a field is told where the table allows it, and nowhere else`(role: Role) throws {
        for (kind, fields) in Self.canaries where role.may(.see, kind: kind) {
            let key = try #require(keys[kind])
            let desk = desk(role)
            var told: [(String, String)] = []
            let record = try desk.record(kind, key: key.text)
            told.append(("record", "\(record.lines)"))
            told.append(("past", "\(record.history)"))
            told.append(("list", "\(try desk.list(RecordAsk(kind: kind)).rows)"))
            told.append(("workbook", "\(try desk.sheet(RecordAsk(kind: kind)).rows)"))
            told.append(("whole workbook", "\(try desk.wholeSheet(kind).rows)"))
            let columns = try desk.wholeSheet(kind).header
            if role.may(.write, kind: kind) {
                told.append(("form", "\(try desk.form(kind, key: key.text).fields)"))
            }
            let declared = try #require(NetworkSchema.kind(kind))
            for (field, value) in fields {
                let mark = Self.plain(Self.mark(value))
                let maySee = role.maySee(field, of: kind)
                let label = try #require(declared.field(field)).label.en
                #expect(columns.contains(label) == maySee, "\(role) \(kind).\(field)")
                guard field != "rent_basis" else { continue }
                for (surface, text) in told {
                    // A list has as many columns as fit, a form what can be changed.
                    if ["list", "form"].contains(surface) && maySee { continue }
                    #expect(
                        Self.plain(text).contains(mark) == maySee,
                        "\(role) \(kind).\(field) in \(surface)")
                }
            }
        }
    }

    @Test(arguments: Role.allCases)
    func `what was written of hidden fields is in no list of changes`(role: Role) throws {
        let desk = desk(role)
        var told = "\(try desk.outbox(page: 0)) \(try desk.outboxSheet().rows)"
        if role.may(.see, .overview) { told += "\(try desk.today().recent)" }
        if role.may(.see, .audit) {
            told += "\(try desk.journal(JournalAsk())) \(try desk.journalSheet(JournalAsk()).rows)"
        }
        for (kind, fields) in Self.canaries {
            for (field, value) in fields where field != "rent_basis" {
                let maySee = role.may(.see, kind: kind) && role.maySee(field, of: kind)
                guard !maySee else { continue }
                let mark = Self.plain(Self.mark(value))
                #expect(!Self.plain(told).contains(mark), "\(role) \(kind).\(field)")
            }
        }
    }

    @Test(arguments: Role.allCases)
    func `nobody writes a field that they do not see`(role: Role) throws {
        for (kind, fields) in Self.canaries where role.may(.write, kind: kind) {
            let key = try #require(keys[kind])
            for field in fields.keys where !role.maySee(field, of: kind) {
                let before = try network["anji"].record(kind, key)?.version
                #expect(throws: Problem.self, "\(role) \(kind).\(field)") {
                    try desk(role).save(
                        RecordInput(
                            kind: kind, key: key.text, version: before?.token ?? "", reason: "",
                            fields: [field: ("", "1")]))
                }
                let file = Array("id,\(field)\n\(key),1\n".utf8)
                #expect(throws: Problem.self, "\(role) \(kind).\(field)") {
                    try desk(role).preview(
                        ImportAsk(
                            fileName: "f.csv", bytes: file, kind: kind, encoding: .auto))
                }
                #expect(try network["anji"].record(kind, key)?.version == before)
            }
        }
    }

    @Test(arguments: Role.allCases)
    func `a conflict is for whoever sees the field, and its figures too`(role: Role) throws {
        let key = try #require(keys["tenancy"])
        try network.edit(key, at: "anji", "rent_fen=900", "seat_count=3")
        try network.edit(key, at: "beijing", "rent_fen=950", "seat_count=4")
        try network.meet()
        let review = ReviewDesk(network["anji"], viewer(role))
        let items = try ConflictInbox(network["anji"]).items()
        let rent = try #require(
            items.first { item in
                if case .cell(let cell) = item.content { cell.cell == "rent_fen" } else { false }
            })
        let maySee = role.may(.see, .site) && role.maySee("rent_fen", of: "tenancy")
        #expect(rent.isFor(role) == maySee)
        #expect(rent.mayBeDecided(by: role) == (maySee && role.may(.decide, .site)))
        let queue = try review.queue(QueueAsk())
        #expect(queue.open == (maySee ? 2 : role.may(.see, .site) ? 1 : 0))
        #expect("\(queue.lines)".contains("950") == maySee)
        guard maySee else {
            #expect(throws: Problem.self) { try review.card(rent.shortID) }
            // What the seats come to in rent is as confidential as the rent.
            for line in queue.lines {
                #expect(!"\(try review.card(line.token).facts)".contains("CNY"))
                #expect(!Self.plain(try review.card(line.token).facts).contains("2700"))
            }
            return
        }
        #expect("\(try review.card(rent.shortID).sides)".contains("950"))
    }

    @Test func `the report of what is offered as rent is for whoever sees rents`() throws {
        for role in Role.allCases {
            let maySee = role.may(.see, .reports) && role.maySee("market_offer_fen", of: "tenancy")
            let report = try? desk(role).report("market", site: nil)
            #expect((report != nil) == maySee, "\(role)")
        }
    }
}
