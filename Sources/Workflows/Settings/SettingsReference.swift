/// `config/moso.toml`: every key with what it means in both languages and its standard value, commented
/// out but for the folder of the replica. `moso config reference` prints it.
public enum SettingsReference {
    public static var lines: [String] {
        var lines = remark(Catalogue.SettingMeaning.file)
        var section = ""
        for key in SettingKey.all {
            if key.section != section {
                section = key.section
                // The head of a list begins one of its things, so it is commented out with them.
                if !key.isListed { lines += ["", "[\(section)]"] }
            }
            let isFirst = lines.last == "[\(section)]"
            lines += (isFirst ? [] : [""]) + remark(key.meaning)
            if key.isListed, key.id == SettingKey.peerURL.id { lines.append("# [[\(section)]]") }
            let value = key.written(key.standard ?? key.example ?? "")
            let isOn = key.id == SettingKey.data.id
            lines.append("\(isOn ? "" : "# ")\(key.name) = \(value)")
        }
        return lines
    }

    private static func remark(_ phrase: Phrase) -> [String] {
        [phrase.en, phrase.zh].flatMap { TextWrap.lines($0, width: 100) }.map { "# \($0)" }
    }
}
