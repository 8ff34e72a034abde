import Causality
import Domain
import Storage
import Sync
import Wire
@testable import Workflows

/// One of each problem that moso knows, as commands would make it.
enum ProblemSamples {
    private static let beijing = Phrase(zh: "北京总部", en: "Beijing")
    private static let rent = Phrase(zh: "月租", en: "rent")
    private static let tenancy = Phrase(zh: "入驻协议", en: "tenancy")
    private static let cause = Phrase(zh: "10 秒未连通", en: "connection timed out after 10 s")
    private static let span = TimeText.duration(seconds: 21_720)

    static let all: [Problem] =
        records + acts + states + seats + shorts + typing + imports + files + peers + snapshots
        + backups + configuration + grants

    private static let grants = [SiteID("hangzhou")].compactMap { $0 }.flatMap { site in
        [
            Problem.notGrantable(.site(site), site), .badWork("unsent-1.body", .ofAnother(site)),
            .lateWork("last.body", .isNoFormerMember(site)),
            .lateWork("last.body", .notSigned(site)),
            .lateWork("last.body", .revoked(site)), .lateWork("last.body", .trimmed(site)),
            .lateWork("last.body", .tooMuch(site)), .lateWork("last.body", .garbled),
            .lateWork(
                "last.body",
                .lacks([
                    Dot(
                        stream: Stream(origin: Origin(site: site, epoch: 1), scope: .common), seq: 4
                    )
                ])),
        ]
    }

    private static let acts: [Problem] = [
        .noCompany("澜土", near: [Phrase(verbatim: "  C-1 演示·澜图")]),
        .noTenancy("澜图", stages: ["moved-in"], site: "anji"),
        .noSite("anjii", flag: "--site", known: ["anji", "beijing"]),
        .noSite("火星", flag: "SITE", known: ["anji"]), .sameSite("澜图", "anji"),
        .seatsIdle(["A-001", "A-002"], on: day), .beforeTenancy("澜图", day, begins: day, "T-1"),
        .ends(day, before: day), .paperKnown("DO-1", of: "T-1"), .paperKnown("DO-1", of: nil),
        .contractStage("ANJI-2023-0001", "T-1", is: Phrase(zh: "已结束", en: "closed")),
        .noOffer("330523"), .noPolicy("若干措施"), .draftInForce("若干措施"),
        .linkedAlready("C-1", "C-2"), .differentAlready("C-1", "C-2"), .sameCard("C-1"),
        .twoCodes(["91110108XU00000182", "91330523XU00000183"]),
        .yearFrozen("澜图", 2022, "Y-1"),
    ]
    private static let day = LocalDay.from(
        epochMilliseconds: 1_691_737_200_000, offsetSeconds: 0)

    private static let states: [Problem] =
        NetworkSchema.kind("tenancy")?.field("stage").map { stage in
            [
                .move("T-7K3F", stage, from: "signed", to: "closed", allowed: ["moved-in"]),
                .move("T-7K3F", stage, from: "closed", to: "signed", allowed: []),
                .stateUndecided(
                    "T-7K3F", stage, sides: ["notice", "market-rent"], agreed: "moved-in",
                    conflict: "C-K4T9"),
                .stateUndecided(
                    "T-7K3F", stage, sides: ["notice", "market-rent"], agreed: nil,
                    conflict: "C-K4T9"),
            ]
        } ?? []

    private static let records: [Problem] = [
        broken(.rule), broken(.seatTaken), broken(.termOverlap), broken(.freeMonths),
        broken(.gateReviewer),
        .recordChanged(id: "L-2041", field: rent, now: "3.30"),
        .recordExists(id: "L-2041", kind: tenancy),
        .recordExists(id: "L-2041", kind: tenancy, retired: "拆墙"),
        .recordRetired(id: "L-2041", reason: "合同作废"), .noCompany("澜图", near: []),
        .noTenancy("澜图", stages: ["moved-in", "notice"]), .notWaiting("澜图"),
        .alreadyWaiting("澜图", "W-1"), .noApplication("澜图"), .alreadyApplied("澜图", "AP-1"),
        .alreadyHere("澜图", "T-1"), .noSeats(["A-001"]), .noRoom("x", rooms: ["3/路演厅"]),
        .noRoom("x", rooms: []), .noVisit, .noExpert("x"), .milestoneCounted("ZL1", "MS-1"),
        .day("2023-02-30", flag: "--from"),
        .conflictChanged(id: "C-K4T9", now: "C-M2RA"),
        .conflictChanged(id: "C-K4T9", now: nil),
        .undoStale(
            "R-19F2X0", cells: [Phrase(zh: "L-2041 月租", en: "rent of L-2041")], [],
            command: "moso undo"),
        .noQuota("Q-9"), .noQuota("x", canDeclare: true), .noOrigin("anji.9"),
        .quotaAmount("0", isMoney: true), .quotaAmount("1.5", isMoney: false),
        .quotaBeyondSize(
            "竹海基金", size: Phrase(verbatim: "500"), granted: Phrase(verbatim: "300")),
        .quotaHubOnly(hub: "beijing"), .quotaUnheardSince("beijing.1", sites: ["anji", "wuxi"]),
        .quotaByWayOfHub("K-1", amount: "5"),
        .quotaToItself("anji"), .quotaUnheard("suzhou", hasMet: true),
        .quotaUnheard("suzhou", hasMet: false), .quotaStillLives("anji.1"),
        .quotaIsPresent("beijing.1"),
        .quotaNotDisputed("J-1"), .quotaNotSpent("J-1", open: Phrase(verbatim: "3")),
        .quotaDrawn("J-1", record: "V-1"), .quotaAskWhom("K-1"),
        .quotaNothingAsked("K-1"),
        .quotaCurrency(pool: "竹海基金", unit: "CNY", found: "USD"),
        .quotaBelowGranted(
            "竹海基金", pool: "K-1", size: Phrase(verbatim: "10"), granted: Phrase(verbatim: "300")),
        .quotaSourceCurrency("竹海基金", unit: "CNY", found: "USD"),
        .quotaSourceRetired("竹海基金", pool: "K-1", granted: Phrase(verbatim: "300")),
        .undoEntry("R-19F2X0"), .entriesOnly(kind: "quota_move"), .claimNotOwner(owner: "anji"),
        .filter("nope", flag: "--kind", choices: InboxItem.kinds),
        .undoNothing("R-19F2X0"), .trimmed("R-19F2X0"), .hubOnly(hub: "beijing"),
        .memberStep("anji", .retired), .memberStep("anji", nil), .memberIsHub("beijing"),
        .noTransaction("R-9"),
        .conflictSettled(id: "C-K4T9", by: "周凯", on: "2026-11-20"),
        .rulesFile(
            "rules.toml", line: 3, column: 5, text: "kindd = \"tenancy\"",
            what: Catalogue.Rules.unknownKey("kindd"), didYouMean: "kind"),
        .auditBroken("audit.jsonl", 3, Catalogue.Audit.gap),
        .auditDiffers("audit.jsonl", "anji.1/site/anji:17"),
        .noRule("site-own-rent", didYouMean: "site-owns-rent"),
        .ruleDiffers("site-owns-rent", 2), .ruleOff("site-owns-rent"),
        .bulkCount(112, typed: 12), .bulkTooMany(112, most: 50), .bulkRefused(3),
        .notDecidedHere(id: "C-K4T9", flag: "--take", decider: beijing),
        .scopeName("capitol"), .recoveryMistyped(), .carriedMistyped(),
        .badWork("unsent-1.body", .garbled),
        .badWork("unsent-1.body", .notSigned), .badWork("unsent-1.body", .notGranted(.capital)),
        .scopeNotHeld(id: "S-hangzhou-X-1", scope: "site/hangzhou"),
        .notPersonal("rent", kind: "tenancy"), .reasonTells("phone"),
        .nothingToErase([Phrase(zh: "电话", en: "phone")], of: "T-7K3F"),
        .noRecord("L-9"), .noConflict("C-9"), .noPeer("tianjin"), .noKind("leese"),
        .noKind("leese", didYouMean: "lease"),
        .noReport("ocupancy", didYouMean: "occupancy"), .noReport("xx", didYouMean: nil),
        .noReportSite("anjo", didYouMean: "anji", known: ["anji", "beijing"]),
        .noReportList("vacent", report: "occupancy", didYouMean: "vacant", known: ["vacant"]),
        .ambiguous(
            "C-K", count: 12, candidates: ["C-K4T9", "C-K7WQ"],
            lines: [Phrase(verbatim: "  C-K4T9"), Phrase(verbatim: "  C-K7WQ")]),
    ]

    /// What goes with a seat.
    private static let seats: [Problem] = {
        guard let kind = NetworkSchema.kind("seat_assignment"),
            let blocked = SeatOutage(state: "blocked", since: "2023-08-11", retired: nil),
            let gone = SeatOutage(state: nil, since: nil, retired: "拆墙")
        else { preconditionFailure("the schema has seats") }
        return [
            .siteFollows(
                kind: kind, field: "seat", "S-anji-A-1", site: "anji", typed: "beijing"),
            .seatOutOfService("S-anji-A-1", label: "A-1", blocked, retiredBecause: nil),
            .seatOutOfService("S-anji-A-1", label: "A-1", gone, retiredBecause: "拆墙"),
        ]
    }()

    /// A share that is short needs a quota, and so a replica.
    private static let shorts: [Problem] = {
        do {
            return try ["beijing", "anji"].map {
                try .quotaShort(QuotaStories.pool(at: $0), wanted: 9_000, here: 1_000)
            }
        } catch {
            return []
        }
    }()

    private static let typing: [Problem] =
        [
            .usage(
                Phrase(zh: "--push 和 --pull 不能同时用。", en: "--push and --pull exclude each other.")),
            .time("上周"),
            .reasonMissing(command: "moso record retire L-2041"),
            .inputNeeded(flag: "--yes"),
            .siteName("安吉"),
            .noField("rnet", kind: "tenancy_term", didYouMean: "rent"),
            .noField("colour", kind: "seat", didYouMean: nil),
            .fieldMissing([rent, tenancy], kind: "tenancy_term"),
            .value(
                "abc", field: rent, expected: Phrase(zh: "金额，例如 3.20", en: "an amount such as 3.20")
            ),
            .valueTooLong(field: rent, bytes: 4096, most: 1024),
            .valueUnit("3 USD", field: rent, units: ["元", "CNY"]),
            .valueChoice("gone", field: rent, choices: ["open", "closed"]),
            .noSide("hangzhou", conflict: "C-K4T9", sides: ["A", "B", "base"]),
            .encoding(word: 3, repaired: "a=\u{FFFD}"),
            .nothingToSet("C-1", kind: "company", fields: ["legal_name", "stage"]),
        ] + desk

    private static let desk: [Problem] = NetworkSchema.kinds.flatMap { kind in
        kind.periods.map { .period($0, of: kind) { _ in .text("2024-01-01") } }
            + kind.fields.compactMap { field in
                field.type.referredKind.flatMap { NetworkSchema.kind($0) }.map {
                    .reference(
                        "X-9", field: field, kind: kind.name, to: $0, near: [], canInsist: true)
                }
            }
    }

    private static let imports: [Problem] = [
        .sampleSite("wuxi", known: ["anji", "beijing"]), .sampleTenancies(found: 1),
        .importEmpty("a.csv"), .importBinary("a.xlsx", isWorkbook: true),
        .importBinary("a.csv", isWorkbook: false),
        .importEncoding("a.csv", encoding: "UTF-8", byteOffset: 1204),
        .importHeaders("a.csv", found: ["姓名"], expected: ["企业名称", "工位号"]),
        .importShape("a.csv", why: Phrase(zh: "第 12 行的引号没有关闭", en: "a quote opens on line 12")),
        .importRows(refused: 4, saved: "租约台账.问题行.csv"),
        .importRows(refused: 1, saved: "a.csv"),
    ]

    private static let files: [Problem] = [
        .fileUnreadable("a.csv", why: cause),
        Problem.unreadable(arguments: []) ?? .fileUnreadable("arguments", why: cause),
        .fileUnwritable("/x/a.csv", why: cause),
        .busy("/var/lib/moso", waited: span), .diskFull("/var/lib/moso"),
        .storage(doing: Phrase(zh: "写入记录", en: "writing a record"), cause: cause),
        .replicaMissing("/var/lib/moso"), .replicaExists("/var/lib/moso", site: "anji"),
        .replicaForeign("/tmp/x.db", why: cause),
        .replicaNewer("/tmp/x.db", found: 3, known: 1),
        .replicaDamaged("/tmp/x.db", where: cause),
        .replicaReplaced("/tmp/x.db"),
        .replicaDiffers(peer: beijing, records: 1),
        .interrupted(command: "moso sync"), .terminated(command: "moso sync"),
        .bug("index out of range", report: "/tmp/moso-report.txt"), .bug("x", report: nil),
    ]

    private static let peers: [Problem] = [
        .peerUnreachable(beijing, address: "hub.example.cn:7443", cause: cause, unsent: 14),
        .peerUnreachable(beijing, address: "hub.example.cn:7443", cause: cause, unsent: 0),
        .peerStale(
            site: "anji", peer: beijing, silence: span, limit: TimeText.age(seconds: 21_600),
            lastGood: Phrase(verbatim: "2026-11-23 12:58"), cause: cause, unsent: 41),
        .peerInterrupted(beijing, cause: cause, sent: 3, received: 1200),
        .peerBusy(beijing, retryAfter: TimeText.age(seconds: 30), unsent: 1),
        .peerVersion(beijing, theirs: "4", ours: "3", unsent: 2),
        .peerProtocol(beijing, address: "https://127.0.0.1:80", fault: "content type text/html"),
        .peerDenied(beijing, why: Phrase(zh: "没有登记", en: "not enrolled"), unsent: 2),
        .filesOpen(
            "/var/lib/moso/replica.db", Phrase(zh: "其他用户可以读写", en: "is open to other accounts"),
            mend: "chmod go-rwx /var/lib/moso/replica.db"),
        .plainPeer("http://127.0.0.1:7421"), .peerWithoutName("https://hub.example.cn:7443"),
        .peerNotEnrolled("beijing", address: "https://hub.example.cn:7443"),
        .notEnrolled("wuxi"), .publicKey("ab"),
        .storage(.notTrusted(.ownSite)), .invitation(Catalogue.Enrol.mistyped),
        .wordsDiffer(site: "anji"),
        .enrolmentWaits(
            site: "anji", words: Phrase(zh: "山　水　田　林", en: "hill river field wood"),
            until: "2026-11-28 10:00", command: "moso enrol join"),
        .noJoinWaits("anji"), .notConfirmedJoin(site: "anji"),
        .hubNotReached(
            "https://hub.example.cn:7443",
            SyncTrouble(.link(LinkFailure(kind: .connect, detail: "refused")))),
        .peerIdentity(expected: "beijing", found: "hangzhou", address: "https://127.0.0.1:7443"),
        .daemonDown("http://127.0.0.1:7420"),
    ]

    private static let hubAddress = "https://127.0.0.1:7443"
    private static let otherKey: KeyFingerprint = {
        guard let key = SigningKey(seed: [UInt8](repeating: 1, count: 32)) else {
            fatalError("a seed")
        }
        return key.publicKey.fingerprint
    }()

    private static let snapshots: [Problem] = [
        .snapshot(.manifest(.untrusted(otherKey)), from: hubAddress),
        .snapshot(.manifest(.otherVersion(2)), from: hubAddress),
        .snapshot(.manifest(.wrongSignature), from: hubAddress),
        .snapshot(.manifest(.noManifest), from: hubAddress),
        .snapshot(
            .refused(
                .status(
                    404, retryAfter: nil, detail: "{\"type\":\"urn:moso:problem:not-found\"}")),
            from: hubAddress),
        .snapshot(.wrongChunk(.none), from: hubAddress),
        .snapshot(.alwaysNewer, from: hubAddress),
        .snapshot(.busy, from: hubAddress), .snapshot(.inUse, from: hubAddress),
        .snapshot(.disk(path: "snapshot.part", errno: 28), from: hubAddress),
        .snapshot(.disk(path: "snapshot.part", errno: 13), from: hubAddress),
        .snapshot(
            .refused(.status(404, retryAfter: nil, detail: "")), from: hubAddress),
        .snapshot(
            .unreachable(.link(LinkFailure(kind: .connect, detail: "refused"))), from: hubAddress),
        .snapshot(.otherState(.common)),
        .snapshot(.newerSchema(found: 10, known: 9)),
        .snapshot(.scopes("2 of 3 scopes are here")),
        .storage(.badKey(path: "replica.key", why: .readableByOthers)),
        .storage(.badKey(path: "replica.key", why: .garbled)),
    ]

    private static let backups: [Problem] =
        [
            .backup(.exists(path: "anji.db")), .backup(.inUse), .notConfirmed,
            .sampleSite("anji", known: ["hefei", "wuxi"]),
            .backup(.unsound(path: "anji.db", [])),
            .backup(.sealed(path: "anji.db.sealed", recipient: "moso-backup-1-00")),
            .backup(.otherKey(path: "anji.db.sealed", recipient: "moso-backup-1-00")),
            .backup(.spoilt(path: "anji.db.sealed")), .backup(.noKey(path: "key.txt")),
            .backup(.noBackup(path: "anji.db", why: .empty)),
        ]
        + [SiteID("hangzhou")].compactMap(\.self).map {
            .backup(.otherSite(path: "hangzhou.db", found: $0, here: $0))
        }

    /// What is wrong with a configuration, as reading it says.
    private static let settings: [Problem] = [
        "[sync]\nintervall = \"5m\"\n", "[乱]\n", "[sync]\ninterval = \"soon\"\n",
        "[listen]\naddress = \"0.0.0.0:7420\"\n", "[[peer]]\nurl = \"ftp://x\"\n", "[log\n",
    ].compactMap { text -> Problem? in
        do throws(Problem) {
            _ = try SettingsFile(text, path: "moso.toml") { _ in
                Phrase(zh: "不是 https 地址", en: "it is not https")
            }
            return nil
        } catch { return error }
    }

    private static let configuration: [Problem] =
        settings + [
            .noSetting("sync.intervall", didYouMean: "sync.interval"),
            .noSetting("x", didYouMean: nil),
            .settingsUnreadable("moso.toml", why: Phrase(zh: "没有权限", en: "Permission denied")),
            .configListen("0.0.0.0:7420"), .noDirectory,
            .peopleFile("/var/lib/moso/people.jsonl", Catalogue.People.garbled),
            .personName("\u{202E}x"), .roleNeeded("周凯"), .tooManyPeople,
            .lastDirector("周凯"),
            .noPerson("王丽", known: ["周凯", "李娜"]), .noPerson("王丽", known: []),
            .roleMayNot(.desk),
        ]

    private static func broken(_ code: ProblemCode) -> Problem {
        .rule(
            code, broken: Catalogue.Rule.seatTaken,
            evidence: [Phrase(zh: "A-017 已分配给澜图", en: "A-017 is assigned to 澜图")],
            remedies: [.run("moso record list seat")])
    }
}
