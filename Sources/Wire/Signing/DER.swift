/// The few elements of ASN.1 that a certificate is made of, as DER (X.690). Written only: what others
/// send is read by the TLS libraries.
enum DER {
    static func element(_ tag: UInt8, _ content: some Collection<UInt8>) -> [UInt8] {
        [tag] + length(content.count) + content
    }

    static func sequence(_ parts: [[UInt8]]) -> [UInt8] { element(0x30, parts.joined()) }

    /// An object identifier, given by the bytes of its content.
    static func object(_ content: [UInt8]) -> [UInt8] { element(0x06, content) }

    /// Whole bytes as a string of bits.
    static func bits(_ content: [UInt8]) -> [UInt8] { element(0x03, [0] + content) }

    /// The algorithm 1.3.101.112, which has no parameters.
    static let ed25519 = sequence([object([0x2B, 0x65, 0x70])])

    /// A distinguished name that is a common name alone.
    static func name(_ text: String) -> [UInt8] {
        let common = sequence([object([0x55, 0x04, 0x03]), element(0x0C, text.utf8)])
        return sequence([element(0x31, common)])
    }

    /// A time as certificates must write it: two digits of the year from 1950 to 2049, else four
    /// (RFC 5280, 4.1.2.5). What does not fit into four is brought to the nearest that does.
    static func time(_ seconds: Int64) -> [UInt8] {
        let bounded = min(max(seconds, 0), 253_402_300_799)
        let (days, second) = bounded.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = civil(days)
        let clock = [second / 3_600, second / 60 % 60, second % 60]
        let parts = ([month, day] + clock).map { digits($0, 2) }.joined()
        return (1950..<2050).contains(year)
            ? element(0x17, (digits(year % 100, 2) + parts + "Z").utf8)
            : element(0x18, (digits(year, 4) + parts + "Z").utf8)
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }

    /// The day that lies so many days after 1970-01-01, in the Gregorian calendar: counted in years
    /// that begin in March, so that the leap day is their last.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let inEra = shifted % 146_097
        let yearOfEra = (inEra - inEra / 1_460 + inEra / 36_524 - inEra / 146_096) / 365
        let dayOfYear = inEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    private static func length(_ count: Int) -> [UInt8] {
        if count < 0x80 { return [UInt8(count)] }
        let bytes = withUnsafeBytes(of: count.bigEndian) { Array($0.drop { $0 == 0 }) }
        return [0x80 | UInt8(bytes.count)] + bytes
    }
}
