internal import Glibc
public import Storage

extension Catalogue {
    /// What the system and SQLite say about a failed call. They speak English; in Chinese their words
    /// follow in brackets, as those are what can be searched for.
    public enum Cause {
        /// An `errno`. The system's own words stand in Chinese only where nobody has translated them.
        public static func system(_ code: Int32) -> Phrase {
            let words = String(cString: strerror(code))
            return Phrase(zh: system[code] ?? unnamed(code, words), en: words)
        }

        private static func unnamed(_ code: Int32, _ words: String) -> String {
            "系统错误 " + String(code) + "（" + words + "）"
        }

        /// What was done with a file when it failed.
        static func operation(_ name: String) -> Phrase {
            switch name {
            case "create": Phrase(zh: "新建时：", en: "create: ")
            case "open": Phrase(zh: "打开时：", en: "open: ")
            case "remove": Phrase(zh: "删除时：", en: "remove: ")
            case "rename": Phrase(zh: "改名时：", en: "rename: ")
            case "sync": Phrase(zh: "落盘时：", en: "sync: ")
            case "write": Phrase(zh: "写入时：", en: "write: ")
            default: Phrase(zh: "启动时：", en: "start: ")
            }
        }

        static func sqlite(_ error: SQLiteError) -> Phrase {
            .translated(error.message, sqlite[error.primary])
        }

        static func noName(_ name: String) -> Phrase {
            Phrase(zh: "没有名为 \(name) 的表或列", en: "no table or column \(name)")
        }

        static func wrongType(_ column: String, _ value: String) -> Phrase {
            Phrase(zh: "\(column) 不能存放 \(value)", en: "\(column) cannot hold \(value)")
        }

        public static func foreign(_ why: ForeignFile) -> Phrase {
            switch why {
            case .empty: Phrase(zh: "文件是空的（0 字节）", en: "it is empty, 0 bytes")
            case .otherApplication(let id):
                Phrase(
                    zh: "另一个程序的数据库，应用编号 \(id)",
                    en: "another program's database, application id \(id)")
            case .unreleasedFormat(let format):
                Phrase(
                    zh: "格式 \(format) 没有发布过，要重新建立",
                    en: "its format \(format) was never released; make it anew")
            case .noDatabase(let words): .translated(words, sqlite[26])
            case .noWriteAheadLog:
                Phrase(
                    zh: "所在的文件系统不支持预写日志",
                    en: "the file system does not allow a write-ahead log")
            }
        }

        private static let system: [Int32: String] = [
            ENOENT: "没有这个文件或目录", EACCES: "没有权限", EPERM: "不允许这样做",
            ENOSPC: "磁盘已满", EDQUOT: "磁盘配额已用完", EROFS: "文件系统是只读的",
            EISDIR: "这是一个目录", ENOTDIR: "路径中有一段不是目录", EIO: "磁盘读写出错",
            EMFILE: "打开的文件太多", ENFILE: "打开的文件太多", ENAMETOOLONG: "名称太长",
            ELOOP: "符号链接不能用在这里", EPIPE: "管道的另一端已关闭", EEXIST: "已经存在",
            EBUSY: "正在使用中", EINVAL: "参数无效", EFBIG: "文件太大", ENOMEM: "内存不足",
            EBADF: "输出已关闭", ENXIO: "没有这个设备", ESTALE: "网络文件已失效",
            EADDRINUSE: "地址已被占用", EADDRNOTAVAIL: "本机没有这个地址", EAFNOSUPPORT: "不支持这种地址",
            EAGAIN: "暂时没有资源", ECONNREFUSED: "对方拒绝连接", EHOSTUNREACH: "到不了那台机器",
            EINTR: "被信号打断", EMLINK: "链接太多", ENETUNREACH: "网络不通", ENODEV: "没有这个设备",
            ENOLCK: "没有可用的文件锁", ENOSYS: "系统不支持", ENOTEMPTY: "目录里还有东西",
            ENOTSUP: "这里不支持", ETIMEDOUT: "超时", ETXTBSY: "正在使用中", EXDEV: "不在同一个文件系统",
        ]

        /// By primary result code.
        private static let sqlite: [Int32: String] = [
            3: "没有权限", 5: "数据库被锁定", 6: "数据库被锁定", 7: "内存不足", 8: "数据库是只读的",
            10: "磁盘读写出错", 11: "数据库文件已损坏", 13: "磁盘已满", 14: "打不开数据库文件",
            19: "违反约束", 26: "不是数据库文件",
        ]
    }
}
