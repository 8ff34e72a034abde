internal import Domain

/// How the numbers of a workbook's cells are shown, as far as it says what they mean: a number under a
/// format of dates is a day.
struct CellFormats {
    enum Meaning {
        case number
        case day
        case time
        case moment
    }

    /// By the number of a cell's style.
    private var meanings: [Meaning] = []
    private let is1904: Bool

    init(_ content: [UInt8]?, is1904: Bool) throws(WorkbookFault) {
        self.is1904 = is1904
        guard let content else { return }
        var scanner = MarkupScanner(content, part: "xl/styles.xml")
        // A code is looked at once, however many styles name it.
        var own: [Int: Meaning] = [:]
        var isCell = false
        while let event = try scanner.next() {
            switch event {
            case .start("numFmt", let said):
                if let id = said["numFmtId"].flatMap({ Int($0) }) {
                    own[id] = said["formatCode"].map(CellFormats.meaning(code:))
                }
            case .start("cellXfs", _): isCell = true
            case .end("cellXfs"): isCell = false
            case .start("xf", let said) where isCell:
                let id = said["numFmtId"].flatMap { Int($0) } ?? 0
                meanings.append(own[id] ?? CellFormats.meaning(builtIn: id))
            default: continue
            }
        }
    }

    /// Formats that every program knows by number; from 27 on those of Chinese, Japanese and Korean ones.
    private static func meaning(builtIn id: Int) -> Meaning {
        switch id {
        case 14...17, 27...31, 36, 50...54, 57...58: .day
        case 18...21, 32...35, 45...47, 55...56: .time
        case 22: .moment
        default: .number
        }
    }

    /// What a format's own code says once quoted text, brackets and escapes are left out.
    static func meaning(code: String) -> Meaning {
        var plain = ""
        var isQuoted = false
        var depth = 0
        var isEscaped = false
        for character in code.lowercased() {
            if isEscaped {
                isEscaped = false
            } else if character == "\\" || character == "_" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == "[" {
                depth += 1
            } else if character == "]" {
                depth -= 1
            } else if !isQuoted, depth == 0 {
                plain.append(character)
            }
        }
        // Of the parts for positive and negative numbers and zero the first speaks.
        let first = plain.split(separator: ";", maxSplits: 1).first ?? ""
        guard !first.contains("general") else { return .number }
        let hasDay = first.contains("y") || first.contains("d")
        let hasTime = first.contains("h") || first.contains("s")
        // An m alone is a month.
        return hasDay || first.contains("m") && !hasTime
            ? hasTime ? .moment : .day : hasTime ? .time : .number
    }

    /// A number's text: a day as `2023-08-11`, a moment as `2023-08-11 14:00`, else as few digits as say
    /// what the file says.
    ///
    /// - Parameter style: of the cell; `nil` when it has none.
    func text(_ number: String, style: Int?) -> String {
        let meaning =
            style.flatMap { meanings.indices.contains($0) ? meanings[$0] : nil } ?? .number
        guard let value = Double(number), value.isFinite else { return number }
        switch meaning {
        case .number: return CellFormats.plain(number, value)
        case .day, .moment, .time: return dated(value, meaning) ?? CellFormats.plain(number, value)
        }
    }

    private func dated(_ value: Double, _ meaning: Meaning) -> String? {
        guard value >= 0, value < 2_958_466 else { return nil }
        let whole = Int(value.rounded(.down))
        let minutes = Int(((value - Double(whole)) * 1_440).rounded())
        let clock = "\((minutes / 60).padded(to: 2)):\((minutes % 60).padded(to: 2))"
        if meaning == .time, whole == 0 { return clock }
        guard let day = day(minutes == 1_440 ? whole + 1 : whole) else { return nil }
        return minutes % 1_440 == 0 && meaning != .moment ? "\(day)" : "\(day) \(clock)"
    }

    /// Day 60 of the older calendar is 29 February 1900, which never was: it stands for none.
    private func day(_ serial: Int) -> LocalDay? {
        if is1904 { return CellFormats.first1904?.adding(days: serial) }
        guard serial != 60, serial > 0 else { return nil }
        return CellFormats.first1900?.adding(days: serial < 60 ? serial - 1 : serial - 2)
    }

    private static let first1900 = LocalDay(year: 1900, month: 1, day: 1)
    private static let first1904 = LocalDay(year: 1904, month: 1, day: 1)

    /// The serial number of a day in the older calendar; `nil` before March 1900, where the calendars of
    /// programs differ.
    static func serial(_ day: LocalDay) -> Int? {
        guard let first = LocalDay(year: 1899, month: 12, day: 30) else { return nil }
        let serial = first.days(until: day)
        return serial > 60 ? serial : nil
    }

    /// `0.1` for 0.10000000000000001. What has lost digits stays as it is, so that whoever reads it can
    /// see that: `9.14403001922038E+17`.
    private static func plain(_ number: String, _ value: Double) -> String {
        guard
            number.utf8.contains(where: {
                $0 == UInt8(ascii: "E") || $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: ".")
            })
        else { return number }
        if value.magnitude >= 1e15 { return number.uppercased() }
        if value == value.rounded(), let whole = Int64(exactly: value) { return "\(whole)" }
        let text = "\(value)"
        return text.contains("e") ? number : text
    }
}
