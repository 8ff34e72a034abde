/// Numbers as people read them, alike in both languages and without floating point.
public enum NumberText {
    /// `8412` as `8,412`.
    public static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = number < 0 ? "-" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `number` units of 10 to the power of minus `decimals`: `decimal(1824, 3)` is `1.824`.
    public static func decimal(_ number: Int, _ decimals: Int) -> String {
        guard decimals > 0 else { return grouped(number) }
        let scale = (0..<decimals).reduce(UInt(1)) { power, _ in power * 10 }
        let fraction = String(number.magnitude % scale)
        let sign = number < 0 ? "-" : ""
        let zeros = String(repeating: "0", count: decimals - fraction.count)
        return sign + grouped(Int(number.magnitude / scale)) + "." + zeros + fraction
    }

    /// `18.2 MB` in steps of 1000, as disk makers and operators count; below 1000 `640 B`.
    public static func bytes(_ count: Int) -> String {
        var unit = 0
        var tenths = count * 10
        while tenths >= 10_000, unit + 1 < units.count {
            tenths = (tenths + 500) / 1000
            unit += 1
        }
        return (unit == 0 ? grouped(count) : decimal(tenths, 1)) + " " + units[unit]
    }

    /// A share of a whole in per cent with one decimal, `82.4 %`; `-` when the whole is zero.
    public static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "-" }
        return decimal((part * 1000 + whole / 2) / whole, 1) + " %"
    }

    private static let units = ["B", "kB", "MB", "GB", "TB"]
}

extension Int {
    /// As `NumberText.grouped`, short enough for the middle of a sentence.
    var grouped: String { NumberText.grouped(self) }
}
