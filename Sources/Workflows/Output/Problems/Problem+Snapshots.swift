internal import Causality
internal import Glibc
public import Storage
internal import Sync
internal import Wire

extension Problem {
    /// What keeps a site from starting from a snapshot.
    public static func snapshot(_ trouble: SnapshotTrouble, from address: String) -> Problem {
        switch trouble {
        case .unreachable(let failure): unreachable(SyncTrouble(failure), address)
        case .refused(let failure): noSnapshot(failure, address)
        case .webPage: webPage(address)
        case .manifest(.untrusted(let found)): wrongKey(found, address)
        case .manifest(.otherVersion(let found)): otherSnapshotVersion(Int(found))
        case .manifest(.noManifest):
            noSnapshot(
                address, Catalogue.Snapshot.noManifest, detail: "\(ManifestRefusal.noManifest)")
        case .manifest(let refusal):
            spoilt(address, Catalogue.Snapshot.refused(refusal), startsAnew: false)
        case .wrongChunk(let name):
            spoilt(address, Catalogue.Snapshot.wrongChunk("\(name)"), startsAnew: false)
        case .alwaysNewer:
            peerInterruptedSnapshot(
                address, Phrase(zh: "总部的快照一再更新", en: "the hub kept making newer ones"))
        case .trimmedMeanwhile:
            notCaughtUp(
                address, Phrase(zh: "总部在此期间清理了日志", en: "the hub has trimmed its log meanwhile"))
        case .incomplete:
            notCaughtUp(
                address,
                Phrase(zh: "没有取到总部的全部改动", en: "not everything that the hub has came here"))
        case .busy: alreadyFetching
        case .inUse: replicaInUse
        case .notAFolder(let path): snapshotPlaceTaken(path)
        case .disk(let path, ENOSPC), .disk(let path, EDQUOT): snapshotDiskFull(path)
        case .disk(let path, let code): fileUnwritable(path, why: Catalogue.Cause.system(code))
        }
    }

    /// What keeps a snapshot that has come from becoming a replica.
    public static func snapshot(_ fault: SnapshotFault) -> Problem {
        switch fault {
        case .otherHub(let hub):
            Problem(
                .peerDenied,
                happened: Phrase(
                    zh: "这份快照属于总部为 \(hub) 的另一个网络。",
                    en: "this snapshot is of another network, whose hub is \(hub)."),
                safety: Safety.nothingWritten,
                remedies: [
                    .run(
                        "moso init --help",
                        Phrase(zh: "核对 --hub 和地址", en: "check --hub and the address"))
                ],
                details: ["hub": .string(hub.name)])
        case .notOfTheHub(let site):
            spoilt("", Catalogue.Snapshot.notOfTheHub(site.name), startsAnew: true)
        case .newerSchema(let found, let known):
            Problem(
                .replicaNewer,
                happened: Phrase(
                    zh: "总部的 moso 较新（数据结构第 \(found) 版，本机只认到第 \(known) 版）。",
                    en: "the hub's moso is newer (schema \(found), this one knows \(known))."),
                safety: Phrase(
                    zh: "没有建立副本。", en: "No replica was made."),
                remedies: [
                    .advice(Phrase(zh: "升级本机的 moso，再试一次", en: "upgrade moso here, then try again"))
                ],
                details: ["found": .count(Int(found)), "known": .count(Int(known))])
        case .scopes(let why): spoilt("", Catalogue.Snapshot.scopes(why), startsAnew: true)
        case .content(let scope, let why):
            spoilt("", Catalogue.Snapshot.content(scope.name, why), startsAnew: true)
        case .otherState(let scope):
            spoilt("", Catalogue.Snapshot.otherState(scope.name), startsAnew: true)
        }
    }

    private static let again = Phrase(
        zh: "再运行一次，从断点继续", en: "run the same command again; it goes on from there")

    private static func unreachable(_ trouble: SyncTrouble, _ address: String) -> Problem {
        Problem(
            .peerUnreachable,
            happened: Phrase(
                zh: "从 \(address) 取快照时中断：\(trouble.cause.zh)。",
                en: "fetching the snapshot from \(address) broke off: \(trouble.cause.en)."),
            safety: keptSoFar, remedies: [.advice(again)],
            details: ["address": .string(address), "cause": .string(trouble.detail)])
    }

    private static func peerInterruptedSnapshot(_ address: String, _ cause: Phrase) -> Problem {
        Problem(
            .peerInterrupted,
            happened: Phrase(
                zh: "从 \(address) 取快照没有完成：\(cause.zh)。",
                en: "the snapshot from \(address) was not completed: \(cause.en)."),
            safety: keptSoFar, remedies: [.advice(again)], details: ["address": .string(address)])
    }

    /// The exchange after the snapshot did not bring the rest.
    private static func notCaughtUp(_ address: String, _ cause: Phrase) -> Problem {
        Problem(
            .peerInterrupted,
            happened: Phrase(
                zh: "\(address) 的快照没有补齐到最新：\(cause.zh)。",
                en: "the snapshot from \(address) could not be brought up to date: \(cause.en)."),
            safety: Phrase(
                zh: "副本没有变化，没有重新提交任何事务。",
                en: "The replica is as it was; nothing was sealed again."),
            remedies: [
                .advice(Phrase(zh: "再运行一次，会取较新的快照", en: "run it again; it gets a newer snapshot"))
            ], details: ["address": .string(address), "cause": .string(cause.en)])
    }

    private static let alreadyFetching = Problem(
        .busy,
        happened: Phrase(
            zh: "另一个 moso 正在往这里取快照。",
            en: "another moso is fetching a snapshot into this place."),
        safety: Phrase(zh: "它不受影响。", en: "It is not disturbed."),
        remedies: [.advice(Phrase(zh: "等它完成", en: "wait until it is done"))])

    private static let replicaInUse = Problem(
        .busy,
        happened: Phrase(
            zh: "有别的程序正在使用这份副本。", en: "another program has this replica open."),
        safety: Phrase(
            zh: "副本没有变化；已取到的部分都保存着。",
            en: "The replica is as it was; what has been fetched is kept."),
        remedies: [
            .run("systemctl stop moso", Phrase(zh: "停止服务", en: "stop the service")),
            .advice(again),
        ])

    private static let keptSoFar = Phrase(
        zh: "还没有建立副本；已取到的部分都保存着。",
        en: "No replica was made yet; what has been fetched is kept.")

    private static func noSnapshot(_ failure: SyncFailure, _ address: String) -> Problem {
        let trouble = SyncTrouble(failure)
        // A moso that has none for this site says so with 404, as does any other server.
        if case .status(404, _, let body) = failure, body.contains("urn:moso:problem:") {
            return noSnapshot(address, Catalogue.Snapshot.noneForThisSite, detail: trouble.detail)
        }
        return noSnapshot(address, trouble.cause, detail: trouble.detail)
    }

    private static func webPage(_ address: String) -> Problem {
        Problem(
            .snapshotNone,
            happened: Phrase(
                zh: "从 \(address) 取不到快照：\(Catalogue.Snapshot.webPage.zh)。",
                en: "no snapshot from \(address): \(Catalogue.Snapshot.webPage.en)."),
            safety: keptSoFar,
            remedies: [
                .advice(
                    Phrase(
                        zh: "用浏览器打开任意网页，登录本地网络，再运行一次",
                        en: "open a page in a browser, sign in to this network, and run it again")),
                .run(
                    "curl -i \(address)/healthz",
                    Phrase(zh: "看看那里应答的是什么", en: "see what answers there")),
            ],
            details: ["address": .string(address), "cause": .string("a web page")])
    }

    private static func noSnapshot(_ address: String, _ cause: Phrase, detail: String) -> Problem {
        Problem(
            .snapshotNone,
            happened: Phrase(
                zh: "\(address) 不提供快照：\(cause.zh)。",
                en: "\(address) gives no snapshot: \(cause.en)."),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "curl -i \(address)/healthz",
                    Phrase(zh: "看看那里是不是总部的服务", en: "see whether the hub's service answers there")),
                .advice(
                    Phrase(
                        zh: "或不带 --from 建立副本，再用 moso sync 取全部日志",
                        en: "or set up without --from, and fetch the whole log with moso sync")),
            ],
            details: ["address": .string(address), "cause": .string(detail)])
    }

    private static func wrongKey(_ found: KeyFingerprint, _ address: String) -> Problem {
        Problem(
            .snapshotKey,
            happened: Phrase(
                zh: "\(address) 的快照不是用总部的密钥签名的。",
                en: "the snapshot at \(address) is not signed with the hub's key."),
            evidence: [
                Phrase(zh: "它的密钥：\(found)", en: "It is signed with \(found).")
            ],
            safety: Phrase(
                zh: "快照没有采用，没有建立副本。", en: "It was not used, and no replica was made."),
            remedies: [
                .run(
                    "moso key show",
                    Phrase(zh: "在总部运行，电话核对指纹", en: "at the hub; compare over the telephone")),
                .advice(
                    Phrase(
                        zh: "两者不同就不要继续：那里的程序不是总部",
                        en: "if they differ, do not go on: what answers there is not the hub")),
            ],
            details: ["address": .string(address), "found": .string(found.description)])
    }

    private static func otherSnapshotVersion(_ found: Int) -> Problem {
        Problem(
            .peerVersion,
            happened: Phrase(
                zh: "快照的格式是第 \(found) 版，本机只认第 \(SnapshotManifest.version) 版。",
                en: "the snapshot's form is version \(found), this moso reads version "
                    + "\(SnapshotManifest.version)."),
            safety: Safety.nothingWritten,
            remedies: [
                .advice(Phrase(zh: "升级较旧的一方", en: "upgrade the older of the two"))
            ],
            details: ["found": .count(found)])
    }

    /// - Parameter startsAnew: whether what was fetched has been thrown away.
    private static func spoilt(_ address: String, _ why: Phrase, startsAnew: Bool) -> Problem {
        let place = address.isEmpty ? ("", "") : ("（\(address)）", " (\(address))")
        return Problem(
            .snapshotSpoilt,
            happened: Phrase(
                zh: "快照有误\(place.0)：\(why.zh)。",
                en: "the snapshot is not right\(place.1): \(why.en)."),
            safety: startsAnew
                ? Phrase(
                    zh: "没有建立副本；取到的部分已经丢弃。",
                    en: "No replica was made; what had been fetched was thrown away.")
                : keptSoFar,
            remedies: [
                .advice(Phrase(zh: "再试一次", en: "try once more")),
                .run("moso verify", Phrase(zh: "在总部检查副本", en: "at the hub: check its replica")),
            ], details: ["why": .string(why.en)])
    }

    private static func snapshotDiskFull(_ path: String) -> Problem {
        Problem(
            .diskFull,
            happened: Phrase(
                zh: "磁盘已满，\(path) 放不下快照。",
                en: "the disk is full: no room for the snapshot at \(path)."),
            safety: keptSoFar,
            remedies: [
                .advice(
                    Phrase(
                        zh: "腾出空间后再运行一次，从断点继续",
                        en: "make room and run the same command again; it goes on from there"))
            ], details: ["path": .string(path)])
    }

    /// The file with the site's key.
    static func badKey(_ path: String, _ fault: KeyFault) -> Problem {
        let why: Phrase =
            switch fault {
            case .garbled: Phrase(zh: "内容不完整", en: "it is garbled")
            case .readableByOthers:
                Phrase(zh: "别的用户可以读取它", en: "other users may read it")
            }
        return Problem(
            .keyFile,
            happened: Phrase(
                zh: "密钥文件 \(path) 不能用：\(why.zh)。",
                en: "the key file \(path) cannot be used: \(why.en)."),
            safety: Safety.replicaUnchanged,
            remedies: [
                .run(
                    "chmod 600 \(path)", Phrase(zh: "只有本服务读过它时", en: "if nobody else has read it")),
                .advice(
                    Phrase(
                        zh: "否则移走它，会生成新的密钥；之后把新指纹告诉各分站",
                        en:
                            "else move it away: a new key is made, and sites are told its fingerprint"
                    )),
            ], details: ["path": .string(path), "fault": .string(fault.rawValue)])
    }
}
