/// The lines an import of JSON Lines refused, as a file to correct and import alone: each object as it
/// was with `refused` at its end, which says what is wrong and what to do and is left aside when the
/// file is read. A line that is no object stands in it as a text.
public enum RefusedLines {
    static let key = "refused"

    public static func bytes(_ rows: [RefusedRow], language: Language) -> [UInt8] {
        rows.flatMap { row in Array((line(row, language) + "\n").utf8) }
    }

    private static func line(_ row: RefusedRow, _ language: Language) -> String {
        let text = row.record.fields.first ?? ""
        let separator = Catalogue.Word.semicolon.text(language)
        let problem = row.faults.map { $0.phrase.text(language) }.joined(separator: separator)
        var note = JSON.Object()
        note["line"] = .count(row.line)
        note["problem"] = .string(problem)
        note["remedy"] = .string(row.reason.remedy.text(language))
        guard let json = try? JSON(text), case .object(var object) = json else {
            note["text"] = .string(text)
            var object = JSON.Object()
            object[key] = .object(note)
            return JSON.object(object).text
        }
        object[key] = .object(note)
        return JSON.object(object).text
    }
}
