extension Catalogue {
    /// What a group is told by its robot, and what is said of the robots.
    public enum Notice {
        static func head(site: String) -> Phrase {
            Phrase(zh: "moso · \(site)", en: "moso · \(site)")
        }

        static func promises(_ count: Int) -> Phrase {
            Phrase(
                zh: "到期或过期的承诺 \(count.grouped) 条",
                en: "\(English.counted(count, "promise")) due or overdue")
        }

        static func conflicts(_ count: Int) -> Phrase {
            Phrase(
                zh: "待核对 \(count.grouped) 条，请登录查看",
                en: "\(English.counted(count, "conflict")) to decide: please log in")
        }

        static func sealed(_ count: Int) -> Phrase {
            Phrase(
                zh: "有 \(count.grouped) 条投资或政府类待办，请登录查看",
                en: "\(English.counted(count, "matter")) of investment or government: please log in"
            )
        }

        static func collapsed(_ count: Int) -> Phrase {
            Phrase(
                zh: "（合并 \(count.grouped) 条提醒，含离线期间未发出的）",
                en:
                    "(\(English.counted(count, "notice")) in one, those that could not be sent included)"
            )
        }

        /// A message to try a robot with.
        public static func trial(site: String) -> Phrase {
            Phrase(zh: "moso · \(site)：测试消息", en: "moso · \(site): a message to try this robot")
        }

        public static func name(_ kind: RobotKind) -> Phrase {
            switch kind {
            case .wecom: Phrase(zh: "企业微信", en: "WeCom")
            case .dingtalk: Phrase(zh: "钉钉", en: "DingTalk")
            case .feishu: Phrase(zh: "飞书", en: "Feishu")
            }
        }

        public static func outcome(_ kind: RobotKind, _ outcome: NoticeRun.Outcome) -> Phrase {
            let name = name(kind)
            switch outcome {
            case .sent: return Phrase(zh: "\(name.zh)：已发送", en: "\(name.en): sent")
            case .quiet:
                return Phrase(zh: "\(name.zh)：没有要说的", en: "\(name.en): nothing to tell")
            case .postponed:
                return Phrase(
                    zh: "\(name.zh)：稍后再发（发送次数已到上限，或正逢整点半点）",
                    en: "\(name.en): later (so many were sent, or everybody sends now)")
            case .failed(let why):
                return Phrase(
                    zh: "\(name.zh)：没有发出，下次再试（\(why)）",
                    en: "\(name.en): not sent, tried again next time (\(why))")
            }
        }

        public static let none = Phrase(
            zh: "没有设置群机器人：见 moso config explain notify.wecom",
            en: "No robot is set up: see moso config explain notify.wecom")

        static func badTime(_ text: String) -> Phrase {
            Phrase(
                zh: "“\(text)”不是一天里的时刻，如 08:20。", en: "'\(text)' is no time of a day such as 08:20."
            )
        }

        static func badCount(_ text: String) -> Phrase {
            Phrase(zh: "“\(text)”不是 1 到 100000 的数。", en: "'\(text)' is no number from 1 to 100000.")
        }

        static let open = Phrase(
            zh: "其他账户也能读它", en: "other accounts can read it")
        static let noRobot = Phrase(
            zh: "第一行不是这种机器人的地址，或者超过两行",
            en: "its first line is no address of such a robot, or it has more than two")
    }
}

extension Problem {
    /// The file of a robot's address cannot be used. What is in it is not told.
    public static func robotFile(_ path: String, _ kind: RobotKind, why: Phrase) -> Problem {
        let name = Catalogue.Notice.name(kind)
        return Problem(
            .configValue,
            happened: Phrase(
                zh: "\(name.zh)机器人的文件 \(path) 不能用：\(why.zh)。",
                en: "the file \(path) of the \(name.en) robot cannot be used: \(why.en)."),
            safety: Phrase(zh: "什么也没有发送。", en: "Nothing was sent."),
            remedies: [
                .run("chmod 600 \(path)"),
                .advice(
                    Phrase(
                        zh: "第一行写机器人的地址，第二行写签名密钥（如果设了）",
                        en: "its address on the first line, its secret on the second if it has one")
                ),
            ],
            details: ["path": .string(path), "robot": .string(kind.rawValue)])
    }

    static func noticeSetting(_ key: SettingKey, why: Phrase) -> Problem {
        Problem(
            .configValue,
            happened: Phrase(zh: "\(key.id)：\(why.zh)", en: "\(key.id): \(why.en)"),
            safety: Phrase(zh: "什么也没有发送。", en: "Nothing was sent."),
            remedies: [.run("moso config explain \(key.id)")])
    }
}

extension Catalogue.Help {
    public static let notify = Entry(
        Phrase(
            zh: "群机器人提醒：企业微信、钉钉、飞书。",
            en: "Notices by the robots of chat groups: WeCom, DingTalk, Feishu."),
        [
            Example("moso notify send -n"), Example("moso notify test feishu"),
        ])

    public static let notifySend = Entry(
        Phrase(zh: "该提醒时发给群机器人。", en: "Send what is due to the groups' robots."),
        detail: Phrase(
            zh: "由定时任务每几分钟运行一次。早晚各一条汇总；有承诺到期、待核对超过限度时当天另发一条。只说本站负责的事，只有数目，没有名字和金额。断网时积下的合并成一条。",
            en:
                "A timer runs it every few minutes. One digest in the morning and one in the evening; a "
                + "promise that is due, and more conflicts than the settings allow, are told at once, once a "
                + "day. Only what this site owns is told, as numbers, without names and amounts. What "
                + "could not be sent is told in one."),
        [
            Example(
                "moso notify send -n", Phrase(zh: "先看会发什么", en: "see first what would be sent")),
            Example("moso notify send"),
        ])

    public static let notifyTest = Entry(
        Phrase(zh: "给一个机器人发测试消息。", en: "Send a message to one robot, to try it."),
        [Example("moso notify test wecom")])
}

extension Catalogue.Flag {
    public static let robot = Phrase(
        zh: "wecom（企业微信）、dingtalk（钉钉）或 feishu（飞书）。", en: "wecom, dingtalk or feishu.")
}
