extension Catalogue {
    /// `moso import`
    public enum Import {
        /// - Parameter rows: all that were read, the refused ones among them.
        public static func recognised(
            encoding: String, delimiter: Phrase, rows: Int, refused: Int
        ) -> Phrase {
            let sound = rows - refused
            return Phrase(
                zh: "文件编码识别为 \(encoding)，分隔符为\(delimiter.zh)，"
                    + "读到 \(rows.grouped) 行：可导入 \(sound.grouped) 行，"
                    + "有问题 \(refused.grouped) 行。表头对应如下：",
                en: "Read as \(encoding), separated by \(delimiter.en), "
                    + "\(English.counted(rows, "row")): \(sound.grouped) sound, "
                    + "\(refused.grouped) refused; headers are understood so:")
        }

        public static func sheet(_ name: String, rows: Int, refused: Int) -> Phrase {
            let sound = rows - refused
            return Phrase(
                zh: "读取工作表“\(name)”，共 \(rows.grouped) 行：可导入 \(sound.grouped) 行，"
                    + "有问题 \(refused.grouped) 行。表头对应如下：",
                en:
                    "Read the sheet \"\(name)\", \(English.counted(rows, "row")): \(sound.grouped) sound, "
                    + "\(refused.grouped) refused; headers are understood so:")
        }

        public static let comma = Phrase(zh: "逗号", en: "commas")
        public static let tab = Phrase(zh: "制表符", en: "tabs")
        public static let lines = Phrase(zh: "换行（每行一个 JSON）", en: "line ends (JSON Lines)")
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

        public static func undoable(_ transaction: String) -> Phrase {
            Phrase(
                zh: "整份导入可一次撤销：moso undo \(transaction)",
                en: "The whole import is taken back by: moso undo \(transaction)")
        }

        public static let nothingNew = Phrase(
            zh: "文件里的内容都已导入过，没有改动。",
            en: "Everything in this file is here already; nothing changed.")

        public static func refusedSaved(path: String) -> Phrase {
            Phrase(
                zh: "问题行已另存：\(path)。改好后可单独导入这个文件。",
                en: "The refused rows are in \(path). Correct them there and import that file.")
        }

        public static func moreRefused(_ count: Int) -> Phrase {
            Phrase(
                zh: "还有 \(count.grouped) 行",
                en: "and \(English.counted(count, "more row", "more rows"))")
        }

        public static func notes(_ count: Int) -> Phrase {
            Phrase(
                zh: "有 \(count.grouped) 处提示，不影响导入：",
                en: "\(English.counted(count, "remark")); the rows go in all the same:")
        }

        public static func kept(_ count: Int) -> Phrase {
            Phrase(
                zh: "有 \(count.grouped) 处早先导入过、之后改过，保持现值；要改回请用 moso record edit。",
                en: "\(English.counted(count, "value")) imported before and edited since "
                    + "\(English.form(count, "stays", "stay")) as edited; moso record edit puts "
                    + "\(English.form(count, "it", "them")) back.")
        }

        public static func ignoredColumns(_ names: [String]) -> Phrase {
            Phrase(
                zh: "没有对应字段、未导入的列：\(names.joined(separator: "、"))",
                en: "Columns without a field, not imported: \(names.joined(separator: ", "))")
        }

        // Why a file is not read.
        public static func tooLarge(bytes: Int) -> Phrase {
            Phrase(
                zh: "超过 \(NumberText.bytes(bytes))", en: "it is over \(NumberText.bytes(bytes))")
        }
        public static func tooMany(rows: Int) -> Phrase {
            Phrase(zh: "超过 \(rows.grouped) 行", en: "it has over \(rows.grouped) rows")
        }
        public static func cellTooLong(line: Int, bytes: Int) -> Phrase {
            Phrase(
                zh: "第 \(line) 行有单元格超过 \(bytes.grouped) 字节",
                en: "a cell on line \(line) is over \(bytes.grouped) bytes")
        }
        public static func tooManyCells(line: Int, most: Int) -> Phrase {
            Phrase(
                zh: "第 \(line) 行超过 \(most.grouped) 个单元格",
                en: "line \(line) has over \(most.grouped) cells")
        }
        public static func brokenQuotes(line: Int) -> Phrase {
            Phrase(
                zh: "第 \(line) 行的引号没有正确关闭",
                en: "a quotation mark on line \(line) is not closed properly")
        }
        public static func noConverter(_ encoding: String) -> Phrase {
            Phrase(
                zh: "本机没有 \(encoding) 的转换程序",
                en: "this machine has no converter for \(encoding)")
        }
        public static func repeatedHeader(_ header: String) -> Phrase {
            Phrase(
                zh: "有两列都是“\(header)”", en: "two columns are both \"\(header)\"")
        }
        public static func unknownUnit(_ header: String, units: [String]) -> Phrase {
            Phrase(
                zh: "表头“\(header)”的单位应为 \(units.joined(separator: "、"))",
                en: "the unit of \"\(header)\" is none of \(units.joined(separator: ", "))")
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

        public static func cannotHold(_ characters: [String]) -> Phrase {
            Phrase(
                zh: "这种编码写不了：\(characters.joined(separator: "、"))。",
                en: "this encoding cannot hold \(characters.joined(separator: ", ")).")
        }

    }
}
