extension Catalogue.Help {
    public static let enrol = Entry(
        Phrase(
            zh: "密钥登记：与哪些站点、凭哪把密钥收发。",
            en: "Enrolment: which sites this one exchanges with, and by which keys."),
        detail: Phrase(
            zh: "两端互相登记对方的公钥（moso key show），之后只用 TLS、只认这些密钥。登记过密钥的站点不再以明文收发。",
            en:
                "Both ends enrol each other's public key (moso key show); from then on they exchange "
                + "over TLS and know each other by these keys alone, never in the clear."),
        [
            Example("moso enrol list"),
            Example(
                "moso enrol add beijing --key 7f3a… --at https://hub.example.cn:7443",
                Phrase(zh: "在分站", en: "at a branch")),
        ])

    public static let enrolList = Entry(
        Phrase(
            zh: "列出登记过的密钥，包括已吊销的。", en: "Every key that was enrolled, the revoked ones too."),
        [Example("moso enrol list"), Example("moso enrol list --json")])

    public static let enrolAdd = Entry(
        Phrase(zh: "登记一个站点的公钥。", en: "Take a key for a site's."),
        detail: Phrase(
            zh: "公钥由对方的 moso key show 给出；登记后用电话核对指纹。",
            en: "The other site's moso key show tells it; compare the fingerprint by telephone."),
        [
            Example("moso enrol add anji --key 7f3a…", Phrase(zh: "在总部", en: "at the hub")),
            Example(
                "moso enrol add beijing --key 91c0… --at https://hub.example.cn:7443",
                Phrase(zh: "在分站，并指明地址", en: "at a branch, with the hub's address")),
        ])

    public static let enrolRevoke = Entry(
        Phrase(
            zh: "吊销一个站点的密钥，不能恢复。", en: "Trust a site's key no more, for good."),
        detail: Phrase(
            zh: "立即生效，已建立的连接也不例外。以后再登记该站点，它要有一把新密钥。",
            en: "At once, for connections that are open too. To be enrolled again, the site needs "
                + "another key."),
        [
            Example(
                Phrase(
                    zh: "moso enrol revoke hangzhou --reason 笔记本失窃",
                    en: "moso enrol revoke hangzhou --reason \"laptop stolen\""))
        ])
}

extension Catalogue.Flag {
    public static let enrolSite = Phrase(zh: "站点的代号。", en: "The site's name.")
    public static let enrolKey = Phrase(
        zh: "对方的公钥，64 位十六进制数字（moso key show）。",
        en: "Its public key, 64 hexadecimal digits (moso key show).")
    public static let enrolAt = Phrase(
        zh: "对方的地址，https，用来主动连接它。",
        en: "Its address, https, if this site is to call it.")
}
