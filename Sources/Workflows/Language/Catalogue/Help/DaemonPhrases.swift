extension Catalogue {
    /// What `mosod --help` says.
    public enum Daemon {
        public static let abstract = Phrase(
            zh: "运行一个分站的副本：与对端同步，应答对端，提供总览页面。",
            en: "Serve one site's replica: sync with peers, answer theirs, show the overview.")
        public static let detail = Phrase(
            zh: "SIGTERM 有序停止，SIGHUP 重新读取配置。每一项设置见 config/moso.toml。",
            en: "SIGTERM stops it in order, SIGHUP reads the configuration again. "
                + "config/moso.toml explains every setting.")

        public static let data = Phrase(
            zh: "副本所在目录；也可用 MOSO_DATA。", en: "Directory of the replica. Also MOSO_DATA.")
        public static let listen = Phrase(
            zh: "本机的地址和端口；端口 0 表示取一个空闲的。",
            en: "Address and port on this machine; port 0 takes a free one.")
        public static let listenPeers = Phrase(
            zh: "供其他机器上的站点连接的地址和端口，只用 TLS，只认已登记的密钥。",
            en: "Address and port for sites on other machines: over TLS, enrolled keys only.")
        public static let config = Phrase(zh: "配置文件。", en: "Configuration file.")
        public static let noSync = Phrase(
            zh: "不主动连对端，只应答。", en: "Call no peers; only answer them.")
        public static let untilStdinEnds = Phrase(
            zh: "标准输入结束时停止，如同收到 SIGTERM；供启动它的程序使用。",
            en: "Stop, as on SIGTERM, when standard input ends: for a program that runs this one.")
        public static let lang = Phrase(
            zh: "消息和页面的语言，zh 或 en。", en: "zh or en, for messages and pages.")
        public static let version = Phrase(zh: "版本。", en: "The version.")
    }
}
