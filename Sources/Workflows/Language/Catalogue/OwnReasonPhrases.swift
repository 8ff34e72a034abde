internal import Storage

extension Catalogue {
    /// The reasons that moso itself writes into the log, always in the same words, whoever reads them.
    public enum OwnReason {
        /// In the reader's language; `nil` for what a person wrote.
        public static func told(_ reason: String) -> Phrase? {
            switch reason {
            case MemberReason.begins: Phrase(zh: "建立成员名单", en: reason)
            case MemberReason.joins: Phrase(zh: "加入", en: reason)
            case MemberReason.trims: Phrase(zh: "各站可以清理", en: reason)
            case MemberReason.goesOn: Phrase(zh: "以新的世代继续", en: reason)
            case RosterReason.before: Phrase(zh: "此前已登记", en: reason)
            case RosterReason.joined: Phrase(zh: "凭邀请码加入", en: reason)
            case RosterReason.rotated: Phrase(zh: "该站的下一把密钥", en: reason)
            case RosterReason.recovered: Phrase(zh: "凭恢复密钥声明", en: reason)
            default: EpochChange.why(said: reason).map(epoch)
            }
        }

        private static func epoch(_ why: EpochChange.Reason) -> Phrase {
            let why = Epochs.why(why)
            return Phrase(zh: "新的世代：\(why.zh)", en: "new epoch: \(why.en)")
        }
    }
}
