public import FuzzWire
import Workflows

// Files that people bring: settings, and tables from spreadsheet programs.

/// The targets of files.
public enum TextTargets {
    public static let all = [settings, table]

    /// A `moso.toml`. Line ends of Windows make no difference.
    static let settings = FuzzTarget(
        "settings", bytesMax: 2 << 10, seeds: { seeds.map { Array($0.utf8) } },
        run: { bytes throws(BrokenLaw) in
            guard let text = String(validating: bytes, as: UTF8.self), !text.contains("\r") else {
                return
            }
            let plain = SettingsReading(text)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let windows = SettingsReading(lines.joined(separator: "\r\n"))
            try law(plain == windows, "line ends change what a file says: \(plain) \(windows)")
        })

    /// A table in an encoding that is found out. What is read and written is read as the same.
    static let table = FuzzTarget(
        "table", seeds: { tables },
        run: { bytes throws(BrokenLaw) in
            guard
                let decoded = try? TextEncodingDetector.decode(
                    bytes, recognises: { $0.contains("企业") }),
                let read = try? DelimitedReader.read(decoded.text)
            else { return }
            let rows = read.records.map(\.fields)
            for encoding in TextEncoding.allCases {
                let cells = rows.map { $0.map(Cell.text) }
                guard let header = rows.first,
                    let written = try? DelimitedWriter(encoding: encoding).write(
                        header: header, rows: Array(cells.dropFirst()))
                else { continue }
                let again = try? TextEncodingDetector.decode(
                    written, as: choice(encoding), recognises: { _ in true })
                // A table that holds nothing but blanks is refused as empty.
                guard let again else { continue }
                let back = try? DelimitedReader.read(again.text, delimiter: .comma)
                let found = back?.records.map { $0.fields.map(CellGuard.unguarded) }
                try law(
                    found?.elementsEqual(rows, by: hasSameCells) == true,
                    "written in \(encoding.rawValue) it is another table")
            }
        })

    /// How a person says it: which of two encodings it is does not always follow from the bytes.
    private static func choice(_ encoding: TextEncoding) -> EncodingChoice {
        switch encoding {
        case .utf8, .utf8WithMark: .utf8
        case .gb18030: .gb18030
        case .utf16LittleEndian: .auto
        }
    }

    private static func hasSameCells(_ a: [String], _ b: [String]) -> Bool {
        a.elementsEqual(b) { $0.utf8.elementsEqual($1.utf8) }
    }

    private static let seeds = [
        "[sync]\ninterval = \"5m\"\n",
        "# a remark\n[site]\nlanguage = 'zh'\n\n[[peer]]\nurl = \"https://hub.example:8443\" # hub\n",
        "[log]\nlevel = \"a\\\"b\\\\\\t\"\nfiles = 1_000\nquiet = true\n",
    ]

    private static var tables: [[UInt8]] {
        let texts = [
            "企业,地址\r\n\"甲, 公司\",安吉\r\n", "a;b\n\"x\"\"y\";=1\n'=2;-3\n", "a\tb\nc\t\"d\ne\"\n",
        ]
        return texts.map { Array($0.utf8) }
            + [
                [0xEF, 0xBB, 0xBF] + Array(texts[0].utf8),
                [0xC6, 0xF3, 0xD2, 0xB5, 0x2C, 0xB5, 0xD8, 0xD6, 0xB7, 0x0A, 0x81, 0x30, 0x81],
                [0xFF, 0xFE, 0x01, 0x4F, 0x1A, 0x4E, 0x2C, 0x00, 0x41, 0x00],
            ]
    }
}

/// What a file of settings says, or why it is not read.
private struct SettingsReading: Equatable, CustomStringConvertible {
    let description: String

    init(_ text: String) {
        do throws(Problem) {
            let file = try SettingsFile(text, path: "moso.toml") { _ in nil }
            let entries = file.entries.map { "\($0.line) \($0.key) \($0.value)" }
            description = "\(entries) \(file.peers)"
        } catch {
            description = "refused: \(error)"
        }
    }
}
