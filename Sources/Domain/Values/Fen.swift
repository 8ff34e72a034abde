/// An amount of yuan in fen (分), its hundredth part. 64 bits hold 92 quadrillion yuan.
///
///     Fen.parsing("1,200万", unit: .yuan)?.description  // "12000000.00"
public struct Fen: Hashable, Comparable, Sendable {
    public let minorUnits: Int64

    public init(_ minorUnits: Int64) { self.minorUnits = minorUnits }

    /// ISO 4217.
    public static let currency = "CNY"

    /// An amount as people write it: `900`, `1200.50`, `1,200万`, `5千万`, `约500`, `￥900元`,
    /// full-width digits. `unit` is that of a text which names none, as under a header (万元).
    ///
    /// `nil` when it is no single amount (`2-3`), of another currency, finer than a fen or beyond
    /// 64 bits. `TypedText.saysAbout` tells whether the text calls it approximate.
    public static func parsing(_ typed: String, unit: MoneyUnit) -> Fen? {
        guard let number = TypedNumber(typed) else { return nil }
        let fen: Int64?
        if number.unit.isEmpty {
            fen = number.scaled(by: unit.fen)
        } else {
            var word = number.unit
            if word.last == "整" { word.removeLast() }
            if let last = word.last, ["元", "圆", "块"].contains(last) { word.removeLast() }
            fen = TypedNumber.multiplier(word).flatMap { number.scaled(by: $0 * 100) }
        }
        return fen.map { Fen($0) }
    }

    /// `nil` beyond 64 bits.
    public func adding(_ other: Fen) -> Fen? {
        let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
        return overflow ? nil : Fen(sum)
    }

    public static func < (a: Fen, b: Fen) -> Bool { a.minorUnits < b.minorUnits }
}

extension Fen: CustomStringConvertible {
    /// In yuan with two decimal places: `3.20`.
    public var description: String { FixedPoint.text(minorUnits, decimals: 2) }
}

/// The units in which money is written in ledgers and forms.
public enum MoneyUnit: String, CaseIterable, Sendable {
    case yuan
    /// 千元, the unit of the Torch statistics.
    case thousandYuan
    /// 万元
    case tenThousandYuan
    /// 亿元
    case hundredMillionYuan

    /// The unit that a header names in words, as in 月租(万元); `nil` for other words.
    public init?(word: String) {
        switch TypedText.normalised(word) {
        case "元", "人民币元", "yuan", "CNY", "RMB": self = .yuan
        case "千元": self = .thousandYuan
        case "万元", "万": self = .tenThousandYuan
        case "亿元", "亿": self = .hundredMillionYuan
        default: return nil
        }
    }

    /// How many fen one unit has: a power of ten.
    public var fen: Int64 {
        switch self {
        case .yuan: 100
        case .thousandYuan: 100_000
        case .tenThousandYuan: 1_000_000
        case .hundredMillionYuan: 10_000_000_000
        }
    }
}

/// Decimal numbers kept as whole numbers of their smallest part.
enum FixedPoint {
    /// `number` with its last `decimals` digits (1 or more) behind a point: 320 with 2 is `3.20`.
    static func text(_ number: Int64, decimals: Int) -> String {
        var digits = String(number.magnitude)
        digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return "\(number < 0 ? "-" : "")\(digits.dropLast(decimals)).\(digits.suffix(decimals))"
    }
}
