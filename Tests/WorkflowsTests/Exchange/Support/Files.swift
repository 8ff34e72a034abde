import Domain
import Workflows

/// A ledger header with only the columns that matter to a test, title line above.
let shortHeader = ["企业名称", "统一社会信用代码", "工位数", "工位号", "入驻日期", "免租到期"]

/// A table as the bytes of a CSV file in GB 18030.
func csvInGB18030(_ lines: [[String]]) throws -> [UInt8] {
    try DelimitedWriter(encoding: .gb18030).write(
        header: lines[0], rows: lines.dropFirst().map { $0.map(Cell.text) })
}

/// A table as the bytes of a CSV file in UTF-8 without mark.
func csvInUTF8(_ lines: [[String]]) throws -> [UInt8] {
    try DelimitedWriter(encoding: .utf8).write(
        header: lines[0], rows: lines.dropFirst().map { $0.map(Cell.text) })
}

/// A text as a UTF-16 file with its mark, as Excel writes "Unicode text".
func unicodeTextFile(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = [0xFF, 0xFE]
    for unit in text.utf16 { bytes += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    return bytes
}
