extension Problem {
    /// A value that is not of the field's type, in the words of the field's own check.
    public static func value(
        _ text: String, field: Phrase, why: Phrase, name: String, kind: String
    ) -> Problem {
        Problem(
            .value,
            happened: Phrase(
                zh: "“\(text)”不能用作\(field.zh)：\(why.zh)。",
                en: "\"\(text)\" cannot be the value of \(field.en): \(why.en)."),
            safety: Safety.nothingWritten, remedies: [.run("moso record fields \(kind)")],
            details: [
                "field": .string(name), "kind": .string(kind), "value": .string(text),
            ])
    }

    /// More than one transaction or field may hold.
    public static func valueTooLong(field: Phrase, most: Int) -> Problem {
        Problem(
            .valueTooLong,
            happened: Phrase(
                zh: "\(field.zh)过大，上限 \(most.grouped)。",
                en: "\(field.en): more than the \(most.grouped) that are allowed."),
            safety: Safety.nothingWritten,
            remedies: [.advice(Phrase(zh: "分几次写入", en: "write it in parts"))])
    }

    public static func replicaExists(_ path: String) -> Problem {
        Problem(
            .replicaExists,
            happened: Phrase(
                zh: "\(path) 已有一个副本。", en: "\(path) holds a replica already."),
            safety: Phrase(zh: "它没有被改动。", en: "It was not touched."),
            remedies: [
                .run(
                    "moso status --data \(path.asShellWord)",
                    Phrase(zh: "查看它的状态", en: "see how it is")),
                .run("moso init --data …", Phrase(zh: "换一个位置", en: "choose another place")),
            ],
            details: ["path": .string(path)])
    }

    public static func recordChanged(id: String, field: Phrase) -> Problem {
        Problem(
            .recordChanged,
            happened: Phrase(
                zh: "\(id) 的“\(field.zh)”在您查看之后又被改过。",
                en: "\(field.en) of \(id) was changed after you looked."),
            safety: Safety.nothingWritten,
            remedies: [
                .run("moso history \(id)", Phrase(zh: "查看经过", en: "see who changed it")),
                .run("moso record show \(id)", Phrase(zh: "核对后再改", en: "look again, then edit")),
            ],
            details: ["record": .string(id)])
    }

    /// A field that may be written once.
    public static func immutable(field: Phrase, id: String) -> Problem {
        Problem(
            .rule,
            happened: Phrase(
                zh: "\(id) 的“\(field.zh)”写定后不能再改。",
                en: "\(field.en) of \(id) is written once and cannot be changed."),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "moso record retire \(id) --reason …",
                    Phrase(zh: "停用后另录一条", en: "retire it and add another"))
            ],
            details: ["record": .string(id)])
    }

    /// It was open here once.
    public static func conflictClosed(id: String) -> Problem {
        Problem(
            .conflictSettled,
            happened: Phrase(
                zh: "\(id) 已不再待处理。", en: "\(id) is not open any more."),
            safety: Phrase(
                zh: "没有写入任何内容，各方的值都留在日志里。",
                en: "Nothing was written; every side stays in the log."),
            remedies: [
                .run(
                    "moso conflicts show \(id)",
                    Phrase(zh: "由谁、怎样处理的", en: "tells how it ended"))
            ], details: ["conflict": .string(id)])
    }

    /// The address of a peer as it was typed. It may hold a password and is not repeated.
    public static func peerAddress(_ why: Phrase) -> Problem {
        Problem(
            .configAddress,
            happened: Phrase(
                zh: "这个地址不能用：\(why.zh)。", en: "this address cannot be used: \(why.en)."),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "moso peers add https://hub.example.cn:7443",
                    Phrase(zh: "地址按这个格式写", en: "the form"))
            ])
    }

    /// There is nobody to exchange with.
    public static func noPeers() -> Problem {
        Problem(
            .noPeer,
            happened: Phrase(zh: "还没有对端。", en: "there is no peer yet."),
            safety: Phrase(zh: "改动都安全保存在本机。", en: "Your changes are safe here."),
            remedies: [
                .run(
                    "moso enrol join",
                    Phrase(
                        zh: "用总部给的邀请码连接", en: "connects this site, with a code of the hub"))
            ])
    }

    /// There are peers, and the exchange with each of them is paused.
    public static func allPaused(_ first: String) -> Problem {
        Problem(
            .noPeer,
            happened: Phrase(zh: "所有对端都已暂停收发。", en: "every peer is paused."),
            safety: Phrase(zh: "改动都安全保存在本机。", en: "Your changes are safe here."),
            remedies: [.run("moso peers resume \(first)"), .run("moso peers list")])
    }

    /// Another `moso sync` did not end in time.
    public static func syncBusy(waited: Phrase) -> Problem {
        Problem(
            .busy,
            happened: Phrase(
                zh: "另一个 moso sync 正在运行，已等 \(waited.zh)。",
                en: "another moso sync is running; waited \(waited.en)."),
            safety: Phrase(zh: "改动都安全保存在本机。", en: "Your changes are safe here."),
            remedies: [.run("moso status"), .run("moso sync --wait 5m")])
    }

    /// A peer that does not serve this site was asked for its state.
    public static func comparisonDenied(_ address: String) -> Problem {
        let why = Catalogue.Trouble.notServed
        return Problem(
            .peerDenied,
            happened: Phrase(
                zh: "\(address) 不与本站比对：\(why.zh)。",
                en: "\(address) does not compare with this site: \(why.en)."),
            safety: Safety.nothingRead,
            remedies: [.advice(Phrase(zh: "请总部管理员处理", en: "ask head office to look at it"))],
            details: ["address": .string(address)])
    }

    /// A peer did not answer when it was asked for its state.
    public static func notCompared(_ address: String, why: String) -> Problem {
        Problem(
            .peerUnreachable,
            happened: Phrase(
                zh: "没有连上 \(address)：\(why)。", en: "\(address) was not reached: \(why)."),
            safety: Safety.nothingRead, remedies: [.run("moso peers list")],
            details: ["address": .string(address)])
    }
}
