extension SettingKey {
    private typealias Means = Catalogue.SettingMeaning
    private static let limits = ExchangeLimits()

    public static let data = SettingKey(
        "site", "data", .text, standard: "/var/lib/moso", hold: .start, Means.data)
    public static let label = SettingKey(
        "site", "label", .text, example: "安吉分站", Means.label)
    public static let listen = SettingKey(
        "listen", "address", .address(behindTLS: false), standard: "127.0.0.1:7420", hold: .start,
        Means.listen)
    public static let listenPeers = SettingKey(
        "listen", "peers", .address(behindTLS: true), example: "0.0.0.0:7443", hold: .start,
        Means.listenPeers)
    public static let interval = SettingKey(
        "sync", "interval", .span(leastMilliseconds: 1_000), standard: "5m", Means.interval)
    public static let jitter = SettingKey(
        "sync", "jitter", .span(leastMilliseconds: 0), standard: "30s", Means.jitter)
    public static let onChange = SettingKey(
        "sync", "on_change", .truth, standard: "true", Means.onChange)
    public static let watch = SettingKey("sync", "watch", .truth, standard: "true", Means.watch)
    public static let alertAfter = SettingKey(
        "sync", "alert_after", .span(leastMilliseconds: 0), standard: "6h", Means.alertAfter)
    public static let maxTime = SettingKey(
        "sync", "max_time", .span(leastMilliseconds: 1_000), standard: "10m", Means.maxTime)
    public static let peerURL = SettingKey(
        "peer", "url", .peerURL, example: "https://hub.example.cn:7443", Means.peerURL)
    public static let peerName = SettingKey(
        "peer", "name", .site, example: "beijing", Means.peerName)
    public static let keep = SettingKey("history", "keep", .age, standard: "0", Means.keep)
    public static let backupRecipient = SettingKey(
        "backup", "recipient", .text, example: "moso-backup-1-…", Means.backupRecipient)
    public static let level = SettingKey(
        "log", "level",
        .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]),
        standard: "info", Means.level)
    public static let format = SettingKey(
        "log", "format", .choice(["text", "json"]), standard: "text", Means.format)
    public static let language = SettingKey(
        "web", "language", .choice(["zh", "en"]), standard: "zh", hold: .start, Means.language)
    public static let wecom = SettingKey(
        "notify", "wecom", .text, example: "/var/lib/moso/wecom.robot", Means.wecom)
    public static let dingtalk = SettingKey(
        "notify", "dingtalk", .text, example: "/var/lib/moso/dingtalk.robot", Means.dingtalk)
    public static let feishu = SettingKey(
        "notify", "feishu", .text, example: "/var/lib/moso/feishu.robot", Means.feishu)
    public static let morning = SettingKey(
        "notify", "morning", .text, standard: "08:20", Means.morning)
    public static let evening = SettingKey(
        "notify", "evening", .text, standard: "17:40", Means.evening)
    public static let noticeConflicts = SettingKey(
        "notify", "conflicts", .text, standard: "20", Means.noticeConflicts)
    public static let importBytes = SettingKey(
        "import", "max_bytes", .fixed(limits.bytesMax), standard: "\(limits.bytesMax)",
        hold: .never,
        Means.importBytes)
    public static let importRows = SettingKey(
        "import", "max_rows", .fixed(limits.rowsMax), standard: "\(limits.rowsMax)", hold: .never,
        Means.importRows)

    /// Every key there is, in the order of the file.
    public static let all = [
        data, label, listen, listenPeers, interval, jitter, onChange, watch, alertAfter, maxTime,
        peerURL, peerName, keep, backupRecipient, level, format, language, wecom, dingtalk, feishu,
        morning, evening, noticeConflicts, importBytes, importRows,
    ]
}
