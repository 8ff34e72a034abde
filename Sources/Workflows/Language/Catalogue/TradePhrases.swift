internal import Domain

extension Catalogue {
    /// What the commands of the trade answer: one line of what was done, one of what comes next.
    public enum Trade {
        // MARK: Asking and waiting

        static func enquired(_ name: String, on day: LocalDay) -> Phrase {
            Phrase(zh: "已登记 \(name) 来访问询（\(day)）", en: "Noted: \(name) asked on \(day)")
        }

        static func enquiredNext(_ name: String, seats: Int?) -> Phrase {
            let wanted = seats.map { Phrase(zh: " --工位 \($0)", en: " --seats \($0)") }
            return Phrase(
                zh: "收到申请后：moso 入驻申请 \(name.asShellWord)\(wanted?.zh ?? "")",
                en: "When it applies: moso apply \(name.asShellWord)\(wanted?.en ?? "")")
        }

        static func applied(_ name: String, seats: Int?) -> Phrase {
            let wanted = seats.map { Phrase(zh: "，需要 \($0) 个工位", en: ", \($0) seats wanted") }
            return Phrase(
                zh: "已收到 \(name) 的入驻申请\(wanted?.zh ?? "")",
                en: "\(name) has applied\(wanted?.en ?? "")")
        }

        static func appliedNext(_ name: String) -> Phrase {
            Phrase(
                zh: "下一步初审：moso 初审 \(name.asShellWord) --团队 4 --技术 4 --AI 5 --空间 3",
                en:
                    "Next, screen it: moso screen \(name.asShellWord) --team 4 --technology 4 --ai 5 --need 3"
            )
        }

        static func screened(_ name: String, total: Int, of most: Int, state: Phrase) -> Phrase {
            let score =
                most == 0 ? nil : Phrase(zh: "\(total)/\(most) 分，", en: "\(total) of \(most), ")
            return Phrase(
                zh: "\(name) 初审：\(score?.zh ?? "")\(state.zh)",
                en: "\(name) screened: \(score?.en ?? "")\(state.en)")
        }

        static func screenedNext(_ name: String, _ outcome: TradeDesk.Screened?) -> Phrase? {
            switch outcome {
            case .declined: nil
            case .accepted:
                Phrase(
                    zh: "有空位就签约：moso 签约 \(name.asShellWord)；没有就排队：moso 排队 加入 \(name.asShellWord)",
                    en:
                        "With seats free: moso sign \(name.asShellWord); without: moso queue join \(name.asShellWord)"
                )
            case .interview, nil:
                Phrase(
                    zh: "面谈后：moso 初审 \(name.asShellWord) --通过，或 --不通过 --理由 …",
                    en:
                        "After the interview: moso screen \(name.asShellWord) --accept, or --decline --reason …"
                )
            }
        }

        /// - Parameter place: `nil` where it is not in the queue of this site.
        static func joined(_ name: String, place: Int?, seats: Int?) -> Phrase {
            let wanted = seats.map { Phrase(zh: "，要 \($0) 个工位", en: ", for \($0) seats") }
            let number = place.map { Phrase(zh: "，第 \($0) 位", en: ", number \($0) in the queue") }
            return Phrase(
                zh: "\(name) 已排队\(number?.zh ?? "")\(wanted?.zh ?? "")",
                en: "\(name) waits\(number?.en ?? "")\(wanted?.en ?? "")")
        }

        static func joinedNext(_ name: String) -> Phrase {
            Phrase(
                zh: "答应了日期就记下：moso 承诺 \(name.asShellWord) 日期 --等 搬离的企业",
                en:
                    "A day that was promised is noted: moso promise \(name.asShellWord) DAY --after TENANT"
            )
        }

        static func leftQueue(_ name: String) -> Phrase {
            Phrase(zh: "\(name) 已退出排队", en: "\(name) has left the queue")
        }

        static let leftQueueNext = Phrase(
            zh: "看下一位：moso 排队 叫号", en: "Who is next: moso queue next")

        static func movedUp(_ name: String, by person: String) -> Phrase {
            Phrase(zh: "\(name) 已提前，批准人 \(person)", en: "\(name) was moved up by \(person)")
        }

        static let movedUpNext = Phrase(
            zh: "插队会列在报表里，连同理由。", en: "It is listed with its reason.")

        static func promised(_ name: String, on day: LocalDay, slip: Int, number: Int) -> Phrase {
            let slipped =
                slip == 0
                ? nil
                : slip > 0
                    ? Phrase(zh: "，比上次推迟 \(slip) 天", en: ", \(slip) days later than before")
                    : Phrase(zh: "，比上次提前 \(-slip) 天", en: ", \(-slip) days sooner than before")
            return Phrase(
                zh: "已承诺 \(name) \(day) 入驻（第 \(number) 次承诺\(slipped?.zh ?? "")）",
                en: "\(name) was promised \(day) (promise \(number)\(slipped?.en ?? ""))")
        }

        static func promisedNext(_ tenant: String) -> Phrase {
            Phrase(
                zh: "取决于 \(tenant) 搬离；它搬离时会先提到这家。",
                en: "It waits for \(tenant) to leave; this company is named first when it does.")
        }

        static func offered(
            _ name: String, seats: Int, from: LocalDay, by answer: LocalDay
        ) -> Phrase {
            Phrase(
                zh: "已通知 \(name)：\(from) 起 \(seats) 个工位，\(answer) 前答复",
                en: "Offered to \(name): \(seats) seats from \(from), answer by \(answer)")
        }

        static func offeredNext(_ name: String) -> Phrase {
            Phrase(
                zh: "答复后：moso 发入驻通知 \(name.asShellWord) --接受，或 --不接受",
                en: "When it answers: moso offer \(name.asShellWord) --accepted, or --declined")
        }

        static func answered(_ name: String, accepts: Bool) -> Phrase {
            accepts
                ? Phrase(zh: "\(name) 接受了通知", en: "\(name) has accepted")
                : Phrase(zh: "\(name) 没有接受，继续排队", en: "\(name) has declined and waits on")
        }

        /// - Parameter seats: seats that are free then; `nil` where they are not known.
        static func acceptedNext(_ name: String, seats: String?, from: LocalDay) -> Phrase {
            let range = typed(seats)
            return Phrase(
                zh:
                    "签约：moso 签约 \(name.asShellWord) --自 \(from)；直接入驻：moso 入驻 \(name.asShellWord) \(range.zh) --自 \(from)",
                en:
                    "Sign: moso sign \(name.asShellWord) --from \(from); or at once: moso move-in \(name.asShellWord) \(range.en) --from \(from)"
            )
        }

        /// Seats as one types them, or the word that stands for them.
        private static func typed(_ seats: String?) -> Phrase {
            seats.map { Phrase(verbatim: $0) } ?? Phrase(zh: "工位号", en: "SEATS")
        }

        static let declinedNext = Phrase(
            zh: "给下一位：moso 排队 叫号", en: "For the next one: moso queue next")

        // MARK: On the premises

        static func signed(_ name: String, number: String, from: LocalDay) -> Phrase {
            Phrase(
                zh: "\(name) 已签约，合同号 \(number)，\(from) 起",
                en: "\(name) has signed, number \(number), from \(from)")
        }

        /// - Parameter seats: seats that are free then; `nil` where they are not known.
        static func signedNext(_ name: String, seats: String?, from: LocalDay) -> Phrase {
            let range = typed(seats)
            return Phrase(
                zh:
                    "入驻当天：moso 入驻 \(name.asShellWord) \(range.zh) --自 \(from) --免租 6",
                en:
                    "On the day: moso move-in \(name.asShellWord) \(range.en) --from \(from) --free 6"
            )
        }

        static func movedIn(
            _ name: String, seats: [String], from: LocalDay, number: String, free: LocalDay?
        ) -> Phrase {
            let range = span(seats)
            let until = free.map { Phrase(zh: "，免租至 \($0)", en: ", free until \($0)") }
            return Phrase(
                zh: "\(name) 已入驻 \(range)（\(seats.count) 个工位），\(from) 起，合同号 \(number)"
                    + "\(until?.zh ?? "")",
                en: "\(name) has moved in: \(range) (\(seats.count) seats) from \(from), "
                    + "number \(number)\(until?.en ?? "")")
        }

        static func span(_ seats: [String]) -> String { SeatSpan.text(seats) }

        static func movedInNext(_ name: String, free: LocalDay?) -> Phrase {
            guard let free else {
                return Phrase(
                    zh: "没有免租段；按市价就记：moso 转正价 \(name.asShellWord) --租金 1200",
                    en:
                        "It has no free term; at market rent: moso market \(name.asShellWord) --rent 1200"
                )
            }
            let day = free.adding(days: -30)
            return Phrase(
                zh:
                    "\(day) 前决定去留：moso 续期 \(name.asShellWord)、moso 转正价 \(name.asShellWord) 或 moso 通知搬离 \(name.asShellWord)",
                en:
                    "Decide before \(day): moso extend, moso market or moso notice \(name.asShellWord)"
            )
        }

        static func freeMonths(_ name: String, _ periods: [DayInterval]) -> Phrase {
            let list = periods.map(\.description).joined(separator: ", ")
            return Phrase(zh: "  \(name) 免租：\(list)", en: "  free terms of \(name): \(list)")
        }

        static let freeMonthsRemedy = Phrase(
            zh: "减少月数；主任特批的加 --特批 理由",
            en: "grant fewer months, or give the director's reason with --exception")

        static func seatTaken(
            _ seat: String, by name: String, from: LocalDay, to last: LocalDay?
        ) -> Phrase {
            let until = last.map { Phrase(zh: "至 \($0)", en: " to \($0)") }
            return Phrase(
                zh: "  \(seat) 已分配给 \(name)（\(from) 起\(until?.zh ?? "")）",
                en: "  \(seat) is \(name)'s (from \(from)\(until?.en ?? ""))")
        }

        static let seeFreeSeats = Phrase(zh: "看哪些工位空着", en: "see which seats are free")

        static func extended(
            _ name: String, from: LocalDay, to last: LocalDay, isFree: Bool
        ) -> Phrase {
            isFree
                ? Phrase(
                    zh: "\(name) 已续期，免租 \(from) 至 \(last)",
                    en: "\(name) stays free of rent from \(from) to \(last)")
                : Phrase(
                    zh: "\(name) 已续期，\(from) 至 \(last)", en: "\(name) stays from \(from) to \(last)"
                )
        }

        static func extendedNext(_ name: String, before day: LocalDay) -> Phrase {
            Phrase(zh: "\(day) 前再决定 \(name) 的去留。", en: "Decide about \(name) again before \(day).")
        }

        static let howLong = Phrase(
            zh: "续多久？用 --月 3 或 --至 2024-06-30。", en: "for how long? --months 3 or --to 2024-06-30.")

        static func market(_ name: String, rent: String, from: LocalDay) -> Phrase {
            Phrase(
                zh: "\(name) 自 \(from) 起按市价，每工位每月 \(rent) 元",
                en: "\(name) pays market rent from \(from): \(rent) yuan per seat and month")
        }

        static func termThere(_ period: DayInterval) -> Phrase {
            Phrase(zh: "  已有条款段 \(period)", en: "  there is a term \(period)")
        }

        /// A term that ends sooner, as another takes its place.
        static func termCut(_ period: DayInterval, on last: LocalDay) -> Phrase {
            Phrase(
                zh: "原条款段 \(period) 改到 \(last) 为止。",
                en: "The term \(period) ends on \(last) instead.")
        }

        static func noticed(_ name: String, by day: LocalDay) -> Phrase {
            Phrase(zh: "已通知 \(name) 在 \(day) 前搬离", en: "\(name) was told to leave by \(day)")
        }

        static func noticedNext(_ name: String) -> Phrase {
            Phrase(
                zh: "搬离当天：moso 退租 \(name.asShellWord)",
                en: "On the day: moso move-out \(name.asShellWord)")
        }

        static func movedOut(_ name: String, on day: LocalDay, seats: Int) -> Phrase {
            Phrase(
                zh: "\(name) 已于 \(day) 搬离，释放 \(seats) 个工位",
                en: "\(name) moved out on \(day); \(English.counted(seats, "seat")) are free")
        }

        static func movedOutNext(_ seats: Int) -> Phrase {
            Phrase(
                zh: "看谁排在最前：moso 排队 叫号 --工位 \(seats)",
                en: "Who is next: moso queue next --seats \(seats)")
        }

        /// Those who were promised what becomes free.
        static func tellThem(_ names: [String]) -> Phrase {
            let list = Phrase.list(names.map { Phrase(verbatim: $0) })
            return Phrase(
                zh: "按承诺先通知：\(list.zh)（moso 发入驻通知）",
                en: "Tell those who were promised it first: \(list.en) (moso offer)")
        }

        static func graduated(_ name: String, reason: Phrase) -> Phrase {
            Phrase(zh: "\(name)：\(reason.zh)", en: "\(name): \(reason.en)")
        }

        static func graduatedNext(_ name: String) -> Phrase {
            Phrase(
                zh: "搬离当天：moso 退租 \(name.asShellWord)",
                en: "On the day it leaves: moso move-out \(name.asShellWord)")
        }

        static func notSeats(_ text: String) -> Phrase {
            Phrase(
                zh: "“\(text)”不是工位，例如 A-001..A-010。",
                en: "\"\(text)\" names no seats, as A-001..A-010.")
        }
    }
}
