import Causality
import Foundation
import Sync
import Synchronization
import Wire
import Web
import Workflows

/// A backend of plain values: no replica, no disk.
final class TestBackend: WebBackend {
    /// What the shared claims have as their digest now.
    let digest = Mutex<UInt64>(1)
    /// How many exchanges were let through to the replica.
    let exchanges = Mutex(0)
    let page: OverviewPage

    init(page: OverviewPage = .example) {
        self.page = page
        let draws = Mutex<UInt64>(1)
        let random: @Sendable (Int) -> [UInt8] = { count in
            let draw = draws.withLock { draws in
                draws += 1
                return draws
            }
            return Array(Digest256(of: Array("draw \(draw)".utf8)).bytes.prefix(count))
        }
        entrance = Entrance(
            people: PeopleFile(directory: folder.path),
            passwords: Passwords(logRounds: 4, randomBytes: random),
            nowMilliseconds: { [clock] in clock.time.withLock { $0 } }, randomBytes: random)
    }

    static let site = known("beijing")

    static func known(_ name: String) -> SiteID {
        guard let site = SiteID(name) else { fatalError("\(name) is no site name") }
        return site
    }

    func metrics() async throws -> String { "# HELP moso_x x\n# TYPE moso_x gauge\nmoso_x 1\n" }

    func identity() async throws -> ReplicaIdentity {
        ReplicaIdentity(
            origin: Origin(site: Self.site, epoch: 1), hub: Self.site, schemaVersion: 1)
    }

    /// The keys that stand for sites.
    let keys = Mutex<[PublicKey: SiteID]>([:])

    func site(of key: PublicKey) async throws -> SiteID? { keys.withLock { $0[key] } }

    func enrol(
        _ statement: JoinStatement, proof: [UInt8], from address: String?
    ) async throws -> JoinFault? { .unknown }

    let policy = ScopePolicy { _, _, _ in true }
    let budget = ProcessorBudget.unbounded

    /// Whatever gets as far as this would reach the replica.
    func answer(_ exchange: SyncExchange) async throws -> SyncResponder.Outcome {
        exchanges.withLock { $0 += 1 }
        throw SyncProblem(.otherFederation, "this backend answers nobody")
    }

    /// A site that is told nothing.
    static let suspended = known("wuxi")

    func reasonNotToServe(_ site: SiteID) async throws -> String? {
        site == Self.suspended ? "\(site) is suspended" : nil
    }

    func watchDigest(with site: SiteID) async throws -> UInt64 { digest.withLock { $0 } }

    func digests(of scope: ScopeID, for site: SiteID) async throws -> ScopeDigests? {
        guard scope == .common || scope == .site(site) else { return nil }
        let stream = Stream(origin: Origin(site: Self.site, epoch: 1), scope: scope)
        return ScopeDigests(
            vector: VersionVector([(stream, 7 as UInt64)]),
            state: Digest256(of: Array(scope.name.utf8)))
    }

    func keyRuns(_ range: KeyRange, for site: SiteID) async throws -> [KeyRun]? {
        guard range.scope == .common || range.scope == .site(site) else { return nil }
        var run = KeyRun(from: range.from + "|" + (range.below ?? "-"))
        run.add(Digest256(of: Array(range.table.utf8)))
        return [run]
    }

    /// Manifests are their scope's name; while `isMaking`, there is none.
    let isMaking = Mutex(false)
    static let cut = Digest256(of: [1])
    static let chunk = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }

    func epoch(of site: SiteID) async throws -> UInt32 { 7 }

    func snapshot(
        of scope: ScopeID, for site: SiteID, cut: Digest256?
    ) async throws -> SnapshotShelf.Answer? {
        guard scope == .common || scope == .site(site) else { return nil }
        if isMaking.withLock({ $0 }) { return .making }
        return cut == nil || cut == Self.cut ? .manifest(Array(scope.name.utf8)) : .gone
    }

    func chunk(_ name: Digest256, for site: SiteID) async throws -> [UInt8]? {
        name == Digest256(of: Self.chunk) ? Self.chunk : nil
    }

    func row(
        _ table: String, _ key: RecordKey, in scope: ScopeID, for site: SiteID
    ) async throws -> RowPicture?? {
        scope == .common || scope == .site(site) ? .some(nil) : nil
    }

    // MARK: Pages

    /// What the clock says, which tests move.
    let clock = TestClock()
    private let folder = TestFolder()
    let entrance: Entrance

    /// The conflict that waits, while it does.
    let open = Mutex<ConflictCard?>(.example)
    /// What was decided and taken back: choice, value, reason, author.
    let decided = Mutex<[[String]]>([])
    let undone = Mutex<[String]>([])

    func queue(_ ask: QueueAsk, for viewer: Viewer) async throws -> QueueView {
        let lines = open.withLock { $0 }.map { card in
            QueueView.Line(
                token: card.token, shortID: card.shortID, kind: card.kind, records: card.records,
                about: card.about, sides: card.sides.map(\.value).joined(separator: " / "),
                waited: card.waited, decider: card.decider, isDecidedHere: true)
        }
        let shown = lines.map { [$0] } ?? []
        return QueueView(
            lines: shown, open: shown.count, matching: shown.count, mine: shown.count, page: 0)
    }

    func card(_ id: String, for viewer: Viewer) async throws -> ConflictCard {
        guard var card = open.withLock({ $0 }), card.token.hasPrefix(id) else {
            throw Problem.conflictClosed(id: id)
        }
        card.mayDecide = viewer.role.may(.decide, .site)
        return card
    }

    func decide(
        _ token: String, choice: String, value: String, reason: String, for viewer: Viewer
    ) async throws -> PageDecision {
        guard let card = open.withLock({ $0 }), card.token == token else {
            throw Problem.conflictChanged(id: token, now: nil)
        }
        guard !choice.isEmpty else { throw Problem.noSide(choice, conflict: token, sides: ["A"]) }
        decided.withLock { $0.append([choice, value, reason, viewer.name]) }
        open.withLock { $0 = nil }
        return PageDecision(
            shortID: card.shortID, field: Phrase(verbatim: card.about), value: "2.80",
            name: "R-19F2X0", dot: "anji.1/site/anji:7", next: nil)
    }

    func undo(_ dot: String, reason: String, for viewer: Viewer) async throws {
        undone.withLock { $0.append(dot) }
        open.withLock { $0 = .example }
    }

    /// What was saved.
    let saved = Mutex<[RecordInput]>([])
    /// Whether what is saved is wrong.
    let isFaulty = Mutex(false)
    /// What stands in the one record.
    let standing = Mutex("澜图智能")

    private func name() -> RecordName {
        RecordName(
            kind: "company", kindLabel: Phrase(zh: "企业", en: "company"), key: "C-7",
            title: standing.withLock { $0 })
    }

    private func check(_ kind: String, _ verb: Verb, _ viewer: Viewer) throws {
        guard viewer.role.may(verb, kind: kind) else { throw Problem.roleMayNot(viewer.role) }
    }

    func kinds(for viewer: Viewer) async throws -> [KindLine] {
        [
            KindLine(
                name: "company", label: Phrase(zh: "企业", en: "company"), count: 1, area: .network)
        ]
    }

    func records(_ ask: RecordAsk, for viewer: Viewer) async throws -> RecordListView {
        try check(ask.kind, .see, viewer)
        var list = RecordListView(kind: ask.kind, label: Phrase(zh: "企业", en: "company"))
        list.count = 1
        list.columns = [.init(label: Phrase(zh: "备注", en: "note"), isNumber: false)]
        list.rows = [.init(key: "C-7", title: name().title, cells: [[name().title]])]
        list.mayWrite = viewer.role.may(.write, kind: ask.kind)
        return list
    }

    func record(_ kind: String, _ key: String, for viewer: Viewer) async throws -> RecordView {
        try check(kind, .see, viewer)
        var record = RecordView(name: name())
        record.lines = [
            .init(label: "名称", values: [name().title], author: name().title, reason: name().title)
        ]
        record.mayWrite = viewer.role.may(.write, kind: kind)
        return record
    }

    func form(_ kind: String, _ key: String?, for viewer: Viewer) async throws -> RecordForm {
        try check(kind, .write, viewer)
        var form = RecordForm(
            kind: kind, kindLabel: Phrase(zh: "企业", en: "company"),
            name: key == nil ? nil : name())
        let text = key == nil ? "" : name().title
        form.fields = [
            .init(
                name: "legal_name", label: Phrase(zh: "名称", en: "name"), isRequired: true,
                before: text),
            .init(
                name: "note", label: Phrase(zh: "备注", en: "note"), input: .lines, before: text),
            .init(
                name: "stage", label: Phrase(zh: "阶段", en: "stage"),
                input: .choice([("seed", Phrase(zh: "种子", en: "seed"))]), before: "seed"),
        ]
        form.version = "v1"
        return form
    }

    func save(_ input: RecordInput, for viewer: Viewer) async throws -> RecordOutcome {
        var form = try await form(input.kind, input.key, for: viewer)
        saved.withLock { $0.append(input) }
        guard isFaulty.withLock({ $0 }) else { return .saved(key: "C-7", isChanged: true) }
        for at in form.fields.indices {
            form.fields[at].typed = input.fields[form.fields[at].name]?.typed ?? ""
            form.fields[at].fault = Phrase(zh: "不对。", en: "wrong.")
        }
        return .faulty(form)
    }

    func report(_ name: String, site: String?, for viewer: Viewer) async throws -> Report {
        throw Problem.noReport(name, didYouMean: nil)
    }

    func list(
        _ figure: String, of report: String, site: String?, for viewer: Viewer
    ) async throws -> FigureList { FigureList(title: name().kindLabel, records: [name()]) }

    // MARK: A branch

    let isBranch = Mutex(false)
    /// What was taken back, by whom.
    let takenBack = Mutex<[[String]]>([])
    /// What was brought and agreed to.
    let brought = Mutex<[ImportAsk]>([])
    /// What happens once before the next file is written.
    let beforeBringing = Mutex<(@Sendable () async throws -> Void)?>(nil)
    /// Whether a file would do something else by the time it is agreed to.
    let isOtherwise = Mutex(false)

    /// How many transactions there are.
    let operations = Mutex<Int64>(41)

    func standing(for role: Role) async throws -> SiteStanding { .waiting(14) }

    func operationNumber(for role: Role) async throws -> Int64 { operations.withLock { $0 } }

    func siteName() async throws -> String { "北京总部" }

    func explain(_ error: any Error) async -> Problem {
        Problem(
            .bug, happened: Phrase(verbatim: "\(error)"), safety: Safety.nothingWritten,
            remedies: [.run("moso verify")])
    }

    /// For whom overviews were asked.
    let overviewRoles = Mutex<[Role]>([])

    func overview(in language: Language, for role: Role) async throws -> OverviewPage {
        overviewRoles.withLock { $0.append(role) }
        return page
    }
}

extension ConflictCard {
    static let example = ConflictCard.with(value: "3.50")

    static func with(value: String) -> ConflictCard {
        var card = ConflictCard(
            token: "C-K4T9XQ", shortID: "C-K4T9", kind: Phrase(zh: "字段冲突", en: "field conflict"),
            about: "月租", waited: Phrase(zh: "3 天", en: "3 days"),
            decider: Phrase(verbatim: "anji"))
        card.records = [
            RecordName(
                kind: "tenancy", kindLabel: Phrase(zh: "租约", en: "tenancy"), key: "T-204",
                title: "智谱云创 \(value)")
        ]
        card.sides = [
            .init(
                letter: "base", value: "3.20", author: "李娜", site: "anji",
                when: "2025-03-28 10:02", reason: "新签"),
            .init(
                letter: "A", value: "2.80", author: "赵敏", site: "anji", when: "2026-11-20 11:06",
                reason: "困难减免", isShown: true),
            .init(
                letter: "B", value: value, author: "周凯", site: "beijing",
                when: "2026-11-20 15:31", reason: value),
        ]
        card.facts = [
            .init(
                title: Phrase(zh: "为什么", en: "Why"),
                lines: [Phrase(zh: "双方都没看到", en: "Neither saw the other")])
        ]
        card.choices = [
            .init(code: "take:A", label: Phrase(zh: "用 anji 的 A", en: "Use A, of anji")),
            .init(code: "take:B", label: Phrase(zh: "用 beijing 的 B", en: "Use B, of beijing")),
        ]
        card.takesValue = true
        return card
    }
}

/// A clock that stands until it is moved.
final class TestClock: Sendable {
    let time = Mutex<UInt64>(UInt64(OverviewPage.now))

    func pass(seconds: UInt64) { time.withLock { $0 += seconds * 1_000 } }
}

/// An empty folder that goes when nobody holds it any more.
final class TestFolder: Sendable {
    let path: String

    init() {
        var template = Array("\(NSTemporaryDirectory())moso-web-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { fatalError("no temporary folder") }
        path = String(cString: made)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension OverviewPage {
    static let now: Int64 = 1_795_484_700_000

    /// Three sites, one of which has said nothing yet, and something undecided.
    static let example = OverviewPage.with(company: "智谱云创科技有限公司")

    static func with(company: String) -> OverviewPage {
        OverviewPage(
            siteName: "北京总部", isHub: true, nowMilliseconds: now,
            sites: [
                .init(
                    code: "anji", name: "安吉", seatsInService: .init(120),
                    seatsAssigned: .init(97, 99),
                    seatsFree: .init(21, 23), heardMilliseconds: now - 540_000),
                .init(
                    code: "beijing", name: "北京", seatsInService: .init(64),
                    seatsAssigned: .init(50),
                    seatsFree: .init(14), heardMilliseconds: now - 4_000),
                .init(
                    code: "hangzhou", name: "杭州", seatsInService: .init(0), seatsAssigned: .init(0),
                    seatsFree: .init(0), heardMilliseconds: nil),
            ],
            waiting: .init(1, 2),
            waitlist: [
                .init(
                    site: "anji", company: company, joinedOn: "2026-09-01", daysWaiting: 84,
                    seatsWanted: 6, rating: "A", promisedOn: ["2026-11-20", "2026-12-01"],
                    daysLate: .init(0, 4)),
                .init(
                    site: "beijing", company: "青竹数据", joinedOn: "2026-11-02", daysWaiting: 22,
                    isCertain: false),
            ],
            endings: [
                .init(
                    site: "anji", company: company, lastDays: ["2026-12-10"], daysLeft: .init(16)),
                .init(
                    site: "beijing", company: "云栖算法", lastDays: ["2026-12-30", "2027-01-31"],
                    daysLeft: .init(36, 68)),
            ],
            endingCounts: [
                .init(days: 30, count: .init(1)), .init(days: 60, count: .init(1, 2)),
                .init(days: 90, count: .init(2)),
            ],
            pipeline: [
                .init(
                    name: Phrase(zh: "初筛", en: "sourced"), count: .init(12),
                    asked: [.init(currency: "CNY", amount: .init(360_000_000_000))]),
                .init(
                    name: Phrase(zh: "立项", en: "approved"), count: .init(3, 4),
                    asked: [
                        .init(currency: "CNY", amount: .init(90_000_000_000, 102_500_000_000)),
                        .init(currency: "USD", amount: .init(50_000_000)),
                    ]),
            ],
            conflicts: [
                .init(
                    shortID: "C-K4T9", kind: Phrase(zh: "字段", en: "field"),
                    subject: Phrase(zh: "租约 T-204：月租", en: "tenancy T-204: rent"),
                    scope: Phrase(verbatim: "site/anji"))
            ])
    }
}
