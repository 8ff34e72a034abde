internal import Sync

extension Catalogue {
    /// Why an exchange with a peer did not come to its end.
    enum Trouble {
        static func link(_ kind: LinkFailure.Kind) -> Phrase {
            switch kind {
            case .nameLookup: Phrase(zh: "找不到这个主机名", en: "the host name is not known")
            case .connect: Phrase(zh: "那里没有应答", en: "nobody answers there")
            case .stalled: Phrase(zh: "对方太久没有动静", en: "the peer was silent for too long")
            case .cut: Phrase(zh: "连接中断", en: "the connection broke")
            case .tooLarge: Phrase(zh: "应答太大", en: "the reply was too large")
            case .otherKey:
                Phrase(
                    zh: "在那里应答的不是登记过的那把密钥，或其证书此刻无效（核对两端的时钟）",
                    en: "what answers there does not show the enrolled key, or its certificate "
                        + "does not hold now (compare the clocks of both ends)")
            case .notKnownThere:
                Phrase(
                    zh: "对方不认本站的密钥：未登记、已吊销，或两端时钟相差太大",
                    en: "the peer does not take this site's key: it is not enrolled there, was "
                        + "revoked, or the clocks are too far apart")
            case .notDialled:
                Phrase(
                    zh: "缺少密钥，没有呼叫（见 moso enrol list）",
                    en: "not called without the keys that it needs (see moso enrol list)")
            case .cancelled: Phrase(zh: "已取消", en: "cancelled")
            case .other: Phrase(zh: "网络出错", en: "the network failed")
            }
        }

        static let keysOnly = Phrase(
            zh: "对方只与登记过密钥的站点用 TLS 收发", en: "the peer exchanges with enrolled keys over TLS alone")

        static let notEnrolled = Phrase(
            zh: "对方没有登记本站的密钥，或已吊销", en: "this site's key is not enrolled there, or was revoked")

        static let otherKey = Phrase(
            zh: "对方把本站的密钥登记在另一个站点名下", en: "the peer has this site's key under another name")

        static let otherFederation = Phrase(
            zh: "对方属于另一个总部的网络", en: "the peer belongs to another hub's network")

        static let sameSite = Phrase(
            zh: "对方用的是本站的名字", en: "the peer goes by this site's own name")

        static let wrongSite = Phrase(
            zh: "在那里应答的是另一个分站", en: "another site answers there than before")

        static let notServed = Phrase(
            zh: "对方不再为本站服务：本站已被暂停或已退出",
            en: "the peer does not serve this site: it is suspended or retired")

        static let protocolVersion = Phrase(
            zh: "两端的同步协议版本不同，请升级较旧的一方",
            en: "the two ends speak different versions; upgrade the older")

        static let bodyRefused = Phrase(
            zh: "对方说收到的内容已损坏", en: "the peer says that what it got is damaged")

        static let diskFull = Phrase(
            zh: "对方磁盘已满，什么也没有做", en: "the peer's disk is full; it did nothing")

        static let otherReply = Phrase(
            zh: "应答不符合协议", en: "the reply is not what the protocol says")

        static func unavailable(_ status: Int) -> Phrase {
            Phrase(zh: "对方暂时不可用（HTTP \(status)）", en: "the peer is not available (HTTP \(status))")
        }

        static let notServedThere = Phrase(
            zh: "对方没有这个地址（HTTP 404）", en: "the peer has no such address (HTTP 404)")

        static func notMoso(_ status: Int) -> Phrase {
            Phrase(
                zh: "在那里应答的不是 moso（HTTP \(status)）",
                en: "what answers there is no moso (HTTP \(status))")
        }
    }
}
