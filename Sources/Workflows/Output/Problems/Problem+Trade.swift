internal import Domain

extension Problem {
    /// No card says this name, or a part of it. `near` are cards that may have been meant.
    public static func noCompany(_ name: String, near: [Phrase]) -> Problem {
        Problem(
            .noRecord,
            happened: Phrase(zh: "没有叫“\(name)”的企业。", en: "there is no company called \"\(name)\"."),
            evidence: near.isEmpty ? [] : [Catalogue.Trade.perhapsMeant] + near,
            safety: Safety.nothingWritten,
            remedies: [
                .run("moso find \(name.asShellWord)", Phrase(zh: "在所有记录里查", en: "look everywhere")),
                .run("moso record list company", Phrase(zh: "看有哪些企业", en: "see which there are")),
                .run("moso enquiry \(name.asShellWord)", Phrase(zh: "登记新企业", en: "note a new one")),
            ], details: ["company": .string(name)])
    }

    /// A company without a tenancy in one of the stages that a command is for.
    ///
    /// - Parameter site: where it was looked for; wherever it may have one when `nil`.
    public static func noTenancy(
        _ name: String, stages: [String], site: String? = nil
    ) -> Problem {
        let field = NetworkSchema.kind("tenancy")?.field("stage")
        let list = Phrase.list(
            stages.compactMap { stage in
                field?.type.choices.first { $0.code == stage }.map { Phrase($0.label) }
            })
        return Problem(
            .noRecord,
            happened: Phrase(
                zh: "\(name)" + (site.map { " 在 \($0)" } ?? "") + " 没有处于这些阶段的入驻协议：\(list.zh)。",
                en: "\(name) has no tenancy" + (site.map { " at \($0)" } ?? "")
                    + " that is \(list.en)."),
            safety: Safety.nothingWritten,
            remedies: [
                .run("moso record list tenancy", Phrase(zh: "看有哪些协议", en: "see which there are"))
            ],
            details: ["company": .string(name)])
    }

    public static func notWaiting(_ name: String) -> Problem {
        Problem(
            .noRecord,
            happened: Phrase(zh: "\(name) 没有在排队。", en: "\(name) is not in the queue."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso queue join \(name.asShellWord)"), .run("moso queue list")],
            details: ["company": .string(name)])
    }

    /// An answer to an offer that nobody made.
    public static func notOffered(_ name: String, is state: Phrase) -> Problem {
        Problem(
            .move,
            happened: Phrase(
                zh: "没有给 \(name) 发过待答复的通知：现为“\(state.zh)”。",
                en: "\(name) has no offer to answer: it is \"\(state.en)\"."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso offer \(name.asShellWord) --help"), .run("moso queue list")],
            details: ["company": .string(name)])
    }

    public static func alreadyWaiting(_ name: String, _ key: String) -> Problem {
        Problem(
            .recordExists,
            happened: Phrase(
                zh: "\(name) 已经在排队（\(key)）。", en: "\(name) is in the queue already (\(key))."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso queue list"), .run("moso record show \(key)")],
            details: ["record": .string(key)])
    }

    public static func noApplication(_ name: String) -> Problem {
        Problem(
            .noRecord,
            happened: Phrase(zh: "\(name) 没有在办的入驻申请。", en: "\(name) has no open application."),
            safety: Safety.nothingWritten, remedies: [.run("moso apply \(name.asShellWord)")],
            details: ["company": .string(name)])
    }

    public static func alreadyApplied(_ name: String, _ key: String) -> Problem {
        Problem(
            .recordExists,
            happened: Phrase(
                zh: "\(name) 已有在办的入驻申请（\(key)）。", en: "\(name) has an open application (\(key))."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso record show \(key)"), .run("moso screen \(name.asShellWord)")],
            details: ["record": .string(key)])
    }

    public static func alreadyHere(_ name: String, _ key: String) -> Problem {
        Problem(
            .recordExists,
            happened: Phrase(
                zh: "\(name) 在本站已有入驻协议（\(key)）。",
                en: "\(name) has a tenancy at this site already (\(key))."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso record show \(key)"), .run("moso extend \(name.asShellWord)")],
            details: ["record": .string(key)])
    }

    public static func noSeats(_ labels: [String]) -> Problem {
        let list = Phrase.list(labels.prefix(8).map { Phrase(verbatim: $0) })
        return Problem(
            .noRecord,
            happened: Phrase(
                zh: "本站没有这些工位：\(list.zh)。", en: "this site has no seats called \(list.en)."),
            safety: Safety.nothingWritten, remedies: [.run("moso seats")],
            details: ["seats": .array(labels.map { .string($0) })])
    }

    public static func noRoom(_ name: String, rooms: [String]) -> Problem {
        let list = Phrase.list(rooms.prefix(8).map { Phrase(verbatim: $0) })
        return Problem(
            .noRecord,
            happened: Phrase(
                zh: "本站没有叫“\(name)”的工位或房间。", en: "this site has no seat or room \"\(name)\"."),
            safety: Safety.nothingWritten,
            remedies: [
                rooms.isEmpty
                    ? .run("moso record add space path=3/路演厅 kind=roadshow-room")
                    : .advice(Phrase(zh: "有：\(list.zh)", en: "there are \(list.en)"))
            ], details: ["room": .string(name)])
    }

    public static let noVisit = Problem(
        .noRecord,
        happened: Phrase(zh: "没有正在进行的接待。", en: "no visit is going on."),
        safety: Safety.nothingWritten,
        remedies: [.run("moso visit start government"), .run("moso record list visit")])

    /// A place at which nothing waits for this step.
    public static func noOrder(_ place: String) -> Problem {
        Problem(
            .noRecord,
            happened: Phrase(
                zh: "\(place) 没有可以这样处理的工单。", en: "\(place) has no repair order for that."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso report repairs"), .run("moso record list work_order")],
            details: ["place": .string(place)])
    }

    public static func noExpert(_ name: String) -> Problem {
        Problem(
            .noRecord,
            happened: Phrase(zh: "没有叫“\(name)”的专家。", en: "there is no expert called \"\(name)\"."),
            safety: Safety.nothingWritten,
            remedies: [
                .run("moso record list expert"),
                .run("moso record add expert name=\(name.asShellWord)"),
            ], details: ["expert": .string(name)])
    }

    /// A patent counts once by its number.
    public static func milestoneCounted(_ number: String, _ key: String) -> Problem {
        Problem(
            .recordExists,
            happened: Phrase(
                zh: "编号 \(number) 的成果已经记过（\(key)）。",
                en: "what has the number \(number) is counted already (\(key))."),
            safety: Safety.nothingWritten, remedies: [.run("moso record show \(key)")],
            details: ["record": .string(key)])
    }

    /// What was typed for a day is none.
    public static func day(_ text: String, flag: String) -> Problem {
        Problem(
            .time,
            happened: Phrase(
                zh: "\(flag) 的“\(text)”不是可用的日期。", en: "\"\(text)\" is no day for \(flag)."),
            safety: Safety.nothingWritten,
            remedies: [
                .advice(
                    Phrase(
                        zh: "写成 2023-08-14、今天、明天、周五或下周一",
                        en: "write 2023-08-14, today, tomorrow, friday or \"next monday\""))
            ], details: ["flag": .string(flag), "value": .string(text)])
    }
}
