extension Catalogue {
    /// `moso import`
    public enum Import {
        public static func recognised(encoding: String, delimiter: Phrase, rows: Int) -> Phrase {
            Phrase(
                zh: "文件编码识别为 \(encoding)，分隔符为\(delimiter.zh)，"
                    + "共 \(rows.grouped) 行，表头对应如下：",
                en: "Read as \(encoding), separated by \(delimiter.en), "
                    + "\(English.counted(rows, "row")); headers are understood so:")
        }

        public static let comma = Phrase(zh: "逗号", en: "commas")
        public static let tab = Phrase(zh: "制表符", en: "tabs")
        public static let semicolon = Phrase(zh: "分号", en: "semicolons")

        /// The differences of a dry run.
        public static func wouldWrite(added: Int, updated: Int, same: Int, refused: Int) -> Phrase {
            Phrase(
                zh: "将新增 \(added.grouped) 条、更新 \(updated.grouped) 条、"
                    + "不变 \(same.grouped) 条；\(refusedRows(refused).zh)",
                en: "Would add \(added.grouped), update \(updated.grouped), "
                    + "leave \(same.grouped) as they are; \(refusedRows(refused).en)")
        }

        public static func wrote(added: Int, updated: Int, same: Int, refused: Int) -> Phrase {
            Phrase(
                zh: "已新增 \(added.grouped) 条、更新 \(updated.grouped) 条、"
                    + "不变 \(same.grouped) 条；\(refusedRows(refused).zh)",
                en: "Added \(added.grouped), updated \(updated.grouped), "
                    + "left \(same.grouped) as they were; \(refusedRows(refused).en)")
        }

        private static func refusedRows(_ count: Int) -> Phrase {
            count == 0
                ? Phrase(zh: "没有问题行。", en: "no row was refused.")
                : Phrase(
                    zh: "\(count.grouped) 行有问题，不导入：",
                    en: "\(English.counted(count, "row")) refused:")
        }

        public static let nothingNew = Phrase(
            zh: "文件里的内容都已导入过，没有改动。",
            en: "Everything in this file is here already; nothing changed.")

        public static func refusedSaved(path: String) -> Phrase {
            Phrase(
                zh: "问题行已另存：\(path)。改好后可单独导入这个文件。",
                en: "The refused rows are in \(path). Correct them there and import that file.")
        }

        public static func notes(_ count: Int) -> Phrase {
            Phrase(
                zh: "另有 \(count.grouped) 处提示，不影响导入：",
                en: "Imported, with \(English.counted(count, "remark")):")
        }

        public static func ignoredColumns(_ names: [String]) -> Phrase {
            Phrase(
                zh: "没有对应字段、未导入的列：\(names.joined(separator: "、"))",
                en: "Columns without a field, not imported: \(names.joined(separator: ", "))")
        }

        public static func progress(_ rows: Int, of total: Int) -> Phrase {
            Phrase(
                zh: "已读 \(rows.grouped) 行，共 \(total.grouped) 行",
                en: "read \(rows.grouped) of \(English.counted(total, "row"))")
        }
    }

    /// `moso export`
    public enum Export {
        public static func wrote(records: Int, path: String, bytes: Int) -> Phrase {
            Phrase(
                zh: "已导出 \(records.grouped) 条记录到 \(path)（\(NumberText.bytes(bytes))）",
                en: "Exported \(English.counted(records, "record")) to \(path) "
                    + "(\(NumberText.bytes(bytes)))")
        }

        public static func undecided(_ count: Int) -> Phrase {
            Phrase(
                zh: "其中 \(count.grouped) 处待核对，单元格里列出了各方的值。",
                en: "\(English.counted(count, "value")) in it \(English.form(count, "is", "are")) "
                    + "undecided; the cells list every side.")
        }

        public static func upTo(_ instant: String) -> Phrase {
            Phrase(zh: "数据截至 \(instant)", en: "Data as of \(instant)")
        }
    }
}
