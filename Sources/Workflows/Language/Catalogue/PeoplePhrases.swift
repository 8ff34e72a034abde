extension Catalogue {
    /// Who may use the pages: roles, the command that lets them in, the pages where they log in.
    public enum People {
        public static func role(_ role: Role) -> Phrase {
            switch role {
            case .director: Phrase(zh: "主任", en: "director")
            case .operations: Phrase(zh: "总部运营", en: "head-office operations")
            case .capital: Phrase(zh: "投资团队", en: "capital team")
            case .reviewer: Phrase(zh: "技术评审专家", en: "technical reviewer")
            case .manager: Phrase(zh: "站长", en: "site manager")
            case .desk: Phrase(zh: "前台", en: "front desk")
            case .auditor: Phrase(zh: "审计", en: "auditor")
            case .guest: Phrase(zh: "合作城市", en: "partner city")
            }
        }

        // The file.
        public static let readableByOthers = Phrase(
            zh: "其他账户可以读它", en: "other accounts can read it")
        public static let garbled = Phrase(
            zh: "内容不是人员文件的格式", en: "it is not of the form of a people's file")

        // The command.
        public static func invited(_ name: String, _ role: Phrase) -> Phrase {
            Phrase(
                zh: "\(name)（\(role.zh)）可以用这个链接进入一次：",
                en: "\(name) (\(role.en)) may come in once by this link:")
        }
        public static func linkUntil(_ time: String) -> Phrase {
            Phrase(
                zh: "有效至 \(time)，只能用一次。第一次进入时可以设密码。",
                en: "Good until \(time), and once. A password can be set on the way in.")
        }
        public static func removed(_ name: String) -> Phrase {
            Phrase(
                zh: "\(name) 不能再进入，打开的页面也已失效。",
                en: "\(name) may not come in any more; pages that are open have ended too.")
        }
        public static let nobody = Phrase(
            zh: "名单上还没有人：moso people invite 姓名 --role director",
            en: "Nobody may come in yet: moso people invite NAME --role director")
        public static let roleTitle = Phrase(zh: "角色", en: "Role")
        public static let passwordTitle = Phrase(zh: "密码", en: "Password")
        public static let linkTitle = Phrase(zh: "链接", en: "Link")
        public static let isSet = Phrase(zh: "已设", en: "set")
        public static let isNotSet = Phrase(zh: "未设", en: "none")

        // Logging in.
        public static let logIn = Phrase(zh: "登录", en: "Log in")
        public static let logOut = Phrase(zh: "退出", en: "Log out")
        public static let name = Phrase(zh: "姓名", en: "Name")
        public static let password = Phrase(zh: "密码", en: "Password")
        public static let passwordAgain = Phrase(zh: "再输入一次密码", en: "The password again")
        public static let howToGetIn = Phrase(
            zh: "没有密码，或忘了密码：请管理员在终端运行 moso people invite，用它给出的链接进入。",
            en:
                "No password, or forgotten? Whoever looks after this machine runs moso people invite "
                + "and gives you the link.")
        public static let wrongPassword = Phrase(
            zh: "姓名或密码不对。没有改动任何数据。",
            en: "The name or the password is wrong. Nothing was changed.")
        public static func waitSeconds(_ seconds: Int) -> Phrase {
            Phrase(
                zh: "试的次数太多，请等 \(seconds) 秒再试；用终端给出的链接可以立即进入。",
                en: "Too many tries: wait \(seconds) s, or come in by a link from the terminal.")
        }
        public static let sessionOver = Phrase(
            zh: "登录已过期，请重新登录。刚才发送的没有写入，登录后请再做一次。",
            en:
                "Your session is over; log in again. What you sent was not written; do it once more then."
        )
        public static let sessionOverAndKept = Phrase(
            zh: "登录已过期，请重新登录。刚才填的没有保存，也没有丢：登录后回到那个表单，填过的都在里面。",
            en:
                "Your session is over; log in again. What you typed is not saved, and not lost: the log-in "
                + "leads back to the form as you left it.")
        public static func welcome(_ name: String) -> Phrase {
            Phrase(zh: "\(name)，欢迎", en: "Welcome, \(name)")
        }
        public static func youAre(_ role: Phrase) -> Phrase {
            Phrase(zh: "您的角色：\(role.zh)。", en: "Your role: \(role.en).")
        }
        public static func setPassword(least: Int) -> Phrase {
            Phrase(
                zh: "这个链接只能用一次。设一个密码（至少 \(least) 个字符），以后就用姓名和密码登录；不设也可以，下次要新的链接。",
                en: "This link works once. Set a password (at least \(least) characters) to log in "
                    + "with from now on; or leave it empty, and ask for a new link next time.")
        }
        public static let goIn = Phrase(zh: "进入", en: "Go in")
        public static let passwordsDiffer = Phrase(
            zh: "两次输入的密码不一样。", en: "The two passwords differ.")
        public static func passwordLength(least: Int, most: Int) -> Phrase {
            Phrase(
                zh: "密码要有 \(least) 到 \(most) 个字符。",
                en: "A password has \(least) to \(most) characters.")
        }
        public static let linkUsed = Phrase(
            zh: "这个链接已经用过或已过期", en: "This link is used up or too old")
        public static let askForAnother = Phrase(
            zh: "数据没有变化。请管理员运行 moso people invite 再给一个，或用姓名和密码登录。",
            en: "No data was changed. Ask for another (moso people invite), or log in with your "
                + "name and password.")
    }
}
