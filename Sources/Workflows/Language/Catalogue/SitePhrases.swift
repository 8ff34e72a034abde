extension Catalogue {
    /// What stands around every page, and pages that say why there is no other.
    public enum Site {
        public static let pages = Phrase(zh: "页面", en: "Pages")
        public static let queue = Phrase(zh: "待核对", en: "To decide")

        public static let records = Phrase(zh: "台账", en: "Records")
        public static let reports = Phrase(zh: "报表", en: "Reports")

        public static let notAllowed = Phrase(
            zh: "您的角色不能看或不能做这件事", en: "Your role does not allow this")
        public static let notThere = Phrase(zh: "没有这个页面", en: "There is no such page")
        public static let nothingHappened = Phrase(
            zh: "没有写入任何内容。", en: "Nothing was written.")
        public static let formTooLarge = Phrase(
            zh: "这个表单太大", en: "This form is too large")
        public static let formUnreadable = Phrase(
            zh: "这个表单没有收完整，或者里面有不是 UTF-8 的文字",
            en: "This form did not come whole, or something in it is no UTF-8 text")
        public static let typedIsKept = Phrase(
            zh: "请再打开这个表单：开着脚本时，写过的还在里面。",
            en: "Open the form again: with scripts on, what you typed is still in it.")
        public static let shortenIt = Phrase(
            zh: "把最长的一段改短，再保存。", en: "Shorten the longest text, then save again.")
        public static let stale = Phrase(
            zh: "这个表单不是从本页面打开的，或已过期", en: "This form was not opened here, or is too old")
        public static let openAgain = Phrase(
            zh: "请回到上一页，刷新后再试；填过的内容还在那里。",
            en:
                "Go back, load that page again and send it once more; what you typed is still there."
        )
        public static let typedIsInIt = Phrase(
            zh: "您在那以后重新登录过。填过的内容在新的表单里，请看过再按一次。",
            en:
                "You have logged in anew since. What you typed is in a new form: look at it and send it once more."
        )
        public static let backToForm = Phrase(zh: "回到填好的表单", en: "To the form with what you typed")
        public static let requestNumber = Phrase(
            zh: "请把这个编号告诉管理这台机器的人，日志里有它：",
            en: "Whoever looks after this machine finds it in the log under")
        public static let failed = Phrase(zh: "这次没有办成", en: "This did not work")
        public static let toStart = Phrase(zh: "回到首页", en: "To the start page")
    }
}

extension Catalogue {
    /// Forms.
    public enum Form {
        /// Before a window's title.
        public static let faultsFirst = Phrase(zh: "需修改：", en: "Error: ")
        public static let kept = Phrase(
            zh: "这是刚才没有保存的内容，还没有写入。请看过，再按一次。",
            en:
                "This is what you typed and what was not taken. Nothing is written yet: look at it and "
                + "send it once more.")
    }
}
