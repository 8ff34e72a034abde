/// What a problem means for the data: the second of its three parts.
public enum Safety {
    public static let nothingWritten = Phrase(zh: "没有写入任何内容。", en: "Nothing was written.")

    public static let nothingImported = Phrase(
        zh: "没有导入任何内容，副本没有变化。",
        en: "Nothing was imported; the replica is unchanged.")

    public static let nothingRead = Phrase(zh: "数据没有变化。", en: "No data was changed.")

    public static let replicaUnchanged = Phrase(
        zh: "副本没有变化。", en: "The replica is unchanged.")

    public static let resumes = Phrase(
        zh: "已收到的都已保存，下次从断点继续，不会丢失也不会重复。",
        en: "What arrived is saved; the next sync goes on from there, without loss or repeats.")

    /// Changes that a peer does not have yet; `nil` when the peer never said what it has.
    public static func unsent(_ count: Int?) -> Phrase {
        guard let count else {
            return Phrase(
                zh: "改动都安全保存在本机，还没有发出过。",
                en: "All changes are safe here; none has been sent to it yet.")
        }
        return count == 0
            ? Phrase(
                zh: "本机没有待发送的改动，数据都在。",
                en: "No change is waiting to be sent, and your data is safe here.")
            : Phrase(
                zh: "\(count.grouped) 条待发送的改动都安全保存在本机，下次同步时发送。",
                en: "Your \(English.counted(count, "unsent change")) "
                    + "\(English.form(count, "is", "are")) safe here and "
                    + "\(English.form(count, "goes", "go")) out at the next sync.")
    }
}
