/// How the characters of a spreadsheet file are written as bytes.
public enum TextEncoding: String, CaseIterable, Sendable {
    case utf8 = "utf-8"
    /// UTF-8 that opens with a byte order mark: what Excel needs to open it by double click.
    case utf8WithMark = "utf-8-bom"
    /// GB 18030, of which GBK and GB 2312 are subsets.
    case gb18030
    /// What Excel calls "Unicode text"; read, never chosen for writing.
    case utf16LittleEndian = "utf-16le"
}

/// What the user asked for with `--encoding` when reading.
public enum EncodingChoice: String, CaseIterable, Sendable {
    case auto
    case utf8 = "utf-8"
    case gb18030
}

/// The largest file, row count and field that an import reads. A ledger of twelve sites has a few
/// thousand rows; what is far beyond that is a mistake or an attack.
public struct ExchangeLimits: Sendable {
    public var bytesMax: Int
    public var rowsMax: Int
    public var fieldBytesMax: Int
    public var fieldsMax: Int

    public init(
        bytesMax: Int = 16 << 20, rowsMax: Int = 50_000, fieldBytesMax: Int = 32 << 10,
        fieldsMax: Int = 256
    ) {
        self.bytesMax = bytesMax
        self.rowsMax = rowsMax
        self.fieldBytesMax = fieldBytesMax
        self.fieldsMax = fieldsMax
    }
}
