/// Why a workbook as a whole is not read.
public enum WorkbookFault: Error, Equatable, Sendable {
    /// A password is asked for before anything can be read.
    case encrypted
    /// The ZIP container is cut off or contradicts itself.
    case broken(part: String)
    /// Unpacked it would be larger than a workbook is: a mistake, or meant to fill the memory.
    case tooLargeInside(bytesMax: Int)
    /// A name within the container that leads out of it, or stands twice.
    case wrongName(String)
    /// The container is sound, and no workbook of the `.xlsx` kind.
    case noWorkbook
    /// There is no such sheet.
    case noSheet(String, known: [String])
    case tooManyRows(rowsMax: Int)
    case tooManySheets(sheetsMax: Int)
    /// Not a sheet has a filled cell.
    case noRows
}

extension WorkbookFault {
    /// The stable name of the reason, for `--json` and for tests.
    var code: String {
        switch self {
        case .encrypted: "workbook-encrypted"
        case .broken: "workbook-broken"
        case .tooLargeInside: "workbook-too-large-inside"
        case .wrongName: "workbook-wrong-name"
        case .noWorkbook: "no-workbook"
        case .noSheet: "no-sheet"
        case .noRows: "no-rows"
        case .tooManyRows: "too-many-rows"
        case .tooManySheets: "too-many-sheets"
        }
    }
}
