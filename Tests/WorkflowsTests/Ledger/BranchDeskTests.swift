import Causality
import Domain
import Storage
import Sync
import Testing
@testable import Workflows

@Suite("Today, the outbox and files, for pages")
struct BranchDeskTests {
    private let network: Network

    init() throws { network = try Network("beijing", "anji") }

    private func desk(
        _ role: Role = .director, at site: String = "anji", name: String = "anji"
    ) -> LedgerDesk {
        LedgerDesk(
            network[site],
            Viewer(name: name, role: role, language: .zh, nowMilliseconds: 1_691_800_000_000))
    }

    // MARK: What waits to be sent

    @Test func `what a branch wrote waits until the hub says that it has it`() throws {
        let key = try network.add("company", at: "anji", "legal_name=澜图智能").text
        let before = try desk().outbox(page: 0)
        #expect(before.count == 1 && before.lines.first?.place.isHereOnly == true)
        #expect(before.lines.first?.records.map(\.title) == ["澜图智能"])
        #expect(try desk().record("company", key: key).place.isHereOnly)
        let hub = network["beijing"]
        try network.meet()
        try network["anji"].remember(
            peer: hub.identity().origin, vector: hub.vector { _ in true })
        let after = try desk().outbox(page: 0)
        #expect(after.count == 0 && after.lines.isEmpty)
        #expect(try desk().today().recent.first?.place.isEverywhere == true)
    }

    @Test func `a page of the outbox is the newest, and every change stands on one`() throws {
        for number in 0..<(OutboxView.pageLength + 3) {
            try network.add("company", at: "anji", "legal_name=企业\(number)")
        }
        let first = try desk().outbox(page: 0), second = try desk().outbox(page: 1)
        #expect(first.lines.first?.records.first?.title == "企业\(OutboxView.pageLength + 2)")
        #expect(first.pages == 2 && second.lines.count == 3)
        #expect(Set((first.lines + second.lines).map(\.dot)).count == OutboxView.pageLength + 3)
        #expect(try desk().outbox(page: .max).page == 1)
    }

    @Test func `what somebody may not see is neither listed nor counted`() throws {
        try network.add("company", at: "beijing", "legal_name=澜图智能")
        try network.add("fund", at: "beijing", "name=一号基金")
        let company = try network.add("company", at: "anji", "legal_name=青竹数据")
        try network.add("tenancy", at: "anji", "company=\(company)", "seat_count=10")
        let branch = try desk(.director).outbox(page: 0)
        let reviewer = try desk(.reviewer).outbox(page: 0)
        #expect(branch.count == 2 && branch.lines.count == 2)
        #expect(reviewer.count == 1 && reviewer.lines.map(\.records.first?.kind) == ["company"])
        #expect(try desk(.reviewer).today().unsent == 1)
        #expect(try desk(.reviewer).outboxSheet().rows.count == 1)
        #expect(try Outbox(network["anji"], for: .reviewer).count == 1)
        #expect(try Outbox(network["anji"], for: .guest).count == 0)
        // The newest of head office is a fund, of which a front desk is not even told when.
        #expect(try desk(.capital, at: "beijing").today().recent.count == 2)
        let recent = try desk(.desk, at: "beijing").today().recent
        #expect(recent.map(\.records.first?.title) == ["澜图智能"])
    }

    @Test func `who wrote something takes it back, and nobody else by a page`() throws {
        let key = try network.add("company", at: "anji", "legal_name=澜图智能").text
        let form = try desk().form("company", key: key)
        _ = try desk().save(
            RecordInput(
                kind: "company", key: key, version: form.version, reason: "",
                fields: ["note": ("", "写错了")]))
        let line = try #require(try desk().outbox(page: 0).lines.first)
        #expect(line.mayTakeBack && line.fields.contains("写错了"))
        #expect(try desk(name: "李娜").outbox(page: 0).lines.first?.mayTakeBack == false)
        #expect(throws: Problem.self) { try desk(name: "李娜").takeBack(line.dot) }
        #expect(throws: Problem.self) { try desk(.auditor).takeBack(line.dot) }
        for name in ["", "R-1", "anji.1/site/anji:99999", "x.1/site/x:1"] {
            #expect(throws: Problem.self, "\(name)") { try desk().takeBack(name) }
        }
        try desk().takeBack(line.dot)
        #expect(!"\(try desk().record("company", key: key).lines)".contains("写错了"))
    }

    @Test func `what somebody of that name wrote at another site is not theirs to take back`()
        throws
    {
        let key = try network.add("company", at: "beijing", "legal_name=澜图智能")
        let dot = try #require(
            try desk(at: "beijing", name: "beijing").today().recent.first?.dot)
        try network.meet()
        #expect(throws: Problem.self) { try desk(name: "beijing").takeBack(dot) }
        #expect(try desk().record("company", key: key.text).name.title == "澜图智能")
    }

    @Test func `taking back asks for the right to all that one action wrote`() throws {
        let lines = #"""
            {"kind":"company","fields":{"legal_name":"澜图智能"}}
            {"kind":"fund","fields":{"name":"一号基金"}}
            """#
        let file = ImportAsk(
            fileName: "x.jsonl", bytes: Array(lines.utf8), kind: nil, encoding: .auto)
        let view = try desk(at: "beijing").preview(file)
        guard case .written = try desk(at: "beijing").bring(file, shown: view.digest) else {
            Issue.record("it was not written")
            return
        }
        // Who has become front desk since sees the one part alone.
        let line = try #require(
            try desk(.desk, at: "beijing").today().recent.first)
        #expect(throws: Problem.self) { try desk(.desk, at: "beijing").takeBack(line.dot) }
        #expect(try desk(at: "beijing").list(RecordAsk(kind: "fund")).count == 1)
        try desk(at: "beijing").takeBack(line.dot)
        #expect(try desk(at: "beijing").list(RecordAsk(kind: "fund")).count == 0)
    }

    // MARK: Files

    private func ask(_ rows: [[String]], kind: String? = "company") throws -> ImportAsk {
        ImportAsk(
            fileName: "表.csv", bytes: try csvInUTF8([["legal_name", "note"]] + rows), kind: kind,
            encoding: .auto)
    }

    @Test func `a file is shown, written as it was shown, and taken back whole`() throws {
        let file = try ask([["澜图智能", "一"], ["青竹数据", "二"], ["", "三"]])
        let view = try desk().preview(file)
        #expect(view.added == 2 && view.refusedCount == 1 && view.refused.first?.line == 4)
        #expect(view.refusedFile != nil)
        #expect(try desk().list(RecordAsk(kind: "company")).count == 0)
        guard case .written(let dot, _) = try desk().bring(file, shown: view.digest) else {
            Issue.record("it was not written")
            return
        }
        #expect(try desk().list(RecordAsk(kind: "company")).count == 2)
        guard case .otherwise(let again) = try desk().bring(file, shown: view.digest) else {
            Issue.record("it was written twice")
            return
        }
        #expect(again.writesNothing && again.same == 2)
        try desk().takeBack(dot)
        #expect(try desk().list(RecordAsk(kind: "company")).count == 0)
    }

    @Test func `what was written in between is shown before it is replaced`() throws {
        let key = try network.add("company", at: "anji", "legal_name=澜图智能", "note=旧").text
        let file = ImportAsk(
            fileName: "表.csv", bytes: try csvInUTF8([["id", "note"], [key, "新"]]), kind: "company",
            encoding: .auto)
        let view = try desk().preview(file)
        #expect(view.differences.map(\.before) == ["旧"] && view.differences.map(\.after) == ["新"])
        let record = try #require(RecordKey(key))
        try network.edit(record, at: "anji", "note=新")
        guard case .otherwise(let now) = try desk().bring(file, shown: view.digest) else {
            Issue.record("it was written")
            return
        }
        #expect(now.writesNothing)
    }

    @Test func `a file is not written over a value that nobody was shown`() throws {
        let key = try network.add("company", at: "anji", "legal_name=澜图智能", "note=旧")
        let file = ImportAsk(
            fileName: "表.csv", bytes: try csvInUTF8([["id", "note"], [key.text, "新"]]),
            kind: "company", encoding: .auto)
        let view = try desk().preview(file)
        try network.edit(key, at: "anji", "note=别人写的")
        guard case .otherwise(let now) = try desk().bring(file, shown: view.digest) else {
            Issue.record("it was written")
            return
        }
        #expect(now.differences.map(\.before) == ["别人写的"])
        #expect(try network.shown(key, "note", at: "anji")?.text == "别人写的")
        // What others write into other fields is no matter of the file's.
        try network.edit(key, at: "anji", "legal_name=澜图")
        guard case .written = try desk().bring(file, shown: now.digest) else {
            Issue.record("it was not written as it was shown")
            return
        }
        #expect(try network.shown(key, "note", at: "anji")?.text == "新")
    }

    @Test func `a record that was deleted in between is not brought back unasked`() throws {
        let key = try network.add("company", at: "anji", "legal_name=澜图", "note=旧")
        let file = ImportAsk(
            fileName: "表.csv",
            bytes: try csvInUTF8([["id", "legal_name", "note"], [key.text, "澜图智能", "新"]]),
            kind: "company", encoding: .auto)
        let view = try desk().preview(file)
        #expect(view.changed == 1 && view.added == 0)
        _ = try network["anji"].edit(author: "李娜", reason: nil) {
            try $0.delete("company", key)
        }
        guard case .otherwise(let now) = try desk().bring(file, shown: view.digest) else {
            Issue.record("it was brought back")
            return
        }
        #expect(now.added == 1 && now.remarks.count == 1)
    }

    @Test func `a file of records that somebody may not write is not even shown`() throws {
        for kind in ["fund", "no such kind", "review_note"] {
            #expect(throws: Problem.self, "\(kind)") {
                try desk(.desk).preview(try ask([["a", "b"]], kind: kind))
            }
        }
        #expect(throws: Problem.self) { try desk(.auditor).preview(try ask([["a", "b"]])) }
        // Lines that name their kind themselves.
        let lines = ImportAsk(
            fileName: "x.jsonl", bytes: Array(#"{"kind":"fund","fields":{"name":"一号"}}"#.utf8),
            kind: nil, encoding: .auto)
        #expect(throws: Problem.self) { try desk(.desk).preview(lines) }
    }

    // MARK: Workbooks

    @Test func `a list goes out with the columns and the rows of the screen, of all pages`() throws
    {
        for number in 0..<(RecordAsk.pageLength + 2) {
            try network.add("company", at: "anji", "legal_name==企业\(number)")
        }
        try network.add("company", at: "anji", "legal_name=别家")
        var ask = RecordAsk(kind: "company")
        ask.text = "企业"
        let list = try desk().list(ask)
        let sheet = try desk().sheet(ask)
        #expect(sheet.rows.count == RecordAsk.pageLength + 2)
        #expect(sheet.header.count == list.columns.count + 2)
        // As texts, which run nowhere.
        #expect(
            sheet.rows.allSatisfy { row in
                guard case .text(let title) = row[1] else { return false }
                return title.hasPrefix("=企业")
            })
        // Of a page that is not there, and of a field that one of the other pages alone has.
        let last = try network.add("company", at: "anji", "legal_name==企业末", "stage=天使轮").text
        ask.page = 99
        let whole = try desk().sheet(ask)
        #expect(whole.header.count == sheet.header.count + 1 && "\(whole.rows)".contains(last))
        #expect(throws: Problem.self) { try desk(.desk).sheet(RecordAsk(kind: "fund")) }
        #expect(throws: Problem.self) { try desk(.desk).wholeSheet("fund") }
    }

    @Test func `a workbook says what it leaves out`() throws {
        let desk = desk()
        let rows = (0..<9).map { ["企业\($0)", "一"] }
        let file = try ask(rows)
        _ = try desk.bring(file, shown: try desk.preview(file).digest)
        let told = "\(try desk.outboxSheet().rows)"
        #expect(told.contains("另有 6 条记录"), "three of nine are named")
        let cut = Sheet(name: "x", header: ["a"], rows: [[.integer(1)]], cut: "还有")
        #expect(cut.rows.count == 2)
    }
}

extension RecordView.Place {
    fileprivate var isHereOnly: Bool { if case .hereOnly = self { true } else { false } }
    fileprivate var isEverywhere: Bool { if case .everywhere = self { true } else { false } }
}
